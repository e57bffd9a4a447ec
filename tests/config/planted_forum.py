"""What is in the tables of the forum before each step of the release that brought the forum in full, and what must be
true of it after the last one. (What is private: planted_talks.py; the rooms below:
planted_safety.py.)"""

import datetime

from django.utils import timezone

from forum.models import Board, BoardTheme, Lifting, Post, PostTranslation, Topic
from members.models import User
from tests.config.planted_people import anew

KEEPER, LABEL = "keeper@test.example", "kept"


def other_person(apps):
    return apps.get_model("members", "User").objects.values_list("pk", flat=True).get(email=KEEPER)


def label(apps, key, position):
    return apps.get_model("moderation", "Handling").objects.create(key=key, position=position)


def first_topic(apps):
    return apps.get_model("forum", "Topic").objects.order_by("pk").first()


def written(apps, world, ref, topic=None, **details):
    """One more post in a topic, by its writer's own form, as it was at this step."""
    topic = topic or first_topic(apps)
    topic.last_number, topic.post_count = topic.last_number + 1, topic.post_count + 1
    topic.save(update_fields=["last_number", "post_count"])
    said = {
        "author_id": world.pk, "number": topic.last_number, "language": "en", "body": f"Words of {ref}.",
        "body_html": f"<p>Words of {ref}.</p>", "markup_version": 1,
    }  # fmt: skip
    post = apps.get_model("forum", "Post").objects.create(ref=ref, topic=topic, **said | details)
    apps.get_model("forum", "PostOrigin").objects.create(post=post, user_id=world.pk, once=ref * 4)
    apps.get_model("forum", "Revision").objects.create(post=post, number=1, body="Before.", by_id=world.pk)
    return post


def read_by(world, ref):
    """The post as today's code gives it to its writer, with the labels of its versions."""
    post = Post.objects.visible_to(anew(world)).get(ref=ref)
    return post, set(post.revisions.values_list("handling", "is_moderators"))


def plant_posts(apps, world):
    """All that the forum had: a board with an appointed moderator, a topic in it, a post that quotes and mentions."""
    board = apps.get_model("forum", "Board").objects.create(ref="fifth", audience_id=first_topic(apps).audience_id)
    apps.get_model("forum", "BoardText").objects.create(board=board, language="en", title="What is asked")
    board.moderators.add(other_person(apps))
    topic = apps.get_model("forum", "Topic").objects.create(
        ref="fifth", board=board, audience_id=board.audience_id, title="Whom to ask?", language="en", author_id=world.pk
    )
    apps.get_model("forum", "TopicOrigin").objects.create(topic=topic, user_id=world.pk, once="fifth" * 4)
    quoted = written(apps, world, "quoted", topic)
    post = written(apps, world, "fifth", topic)
    apps.get_model("forum", "Topic").objects.filter(pk=topic.pk).update(last_post=post)
    apps.get_model("forum", "Quote").objects.create(post=post, quoted=quoted)
    apps.get_model("forum", "Mention").objects.create(post=post, user_id=other_person(apps))
    apps.get_model("forum", "ReadMark").objects.create(topic=topic, user_id=other_person(apps), number=2)
    apps.get_model("forum", "Unsent").objects.create(
        digest="fifth".ljust(64, "d"), user_id=world.pk, address="/forum/", typed={"body": "Half."}
    )


def claim_posts(apps, world):
    """What was written by name still is, at once, and is the community's; its board is open to posts in any language,
    under no theme, and whoever was appointed to it still moderates."""
    post, versions = read_by(world, "fifth")
    assert (post.author, post.number, post.attribution, post.handling_id) == (anew(world), 2, "name", "community")
    assert (post.institution, post.role, post.changed_in_grace, post.moderated_at) == (None, "", 0, None)
    assert versions == {("community", False)}
    topic = post.topic
    assert (topic.attribution, topic.accepted, topic.needs_more_at, topic.slow_seconds, topic.held_count) == (
        "name", None, None, 0, 0,
    )  # fmt: skip
    board = Board.objects.get(ref="fifth")
    assert (board.theme, board.languages, board.posting, board.default_handling_id) == (None, [], "open", "community")
    assert list(board.moderators.values_list("email", flat=True)) == [KEEPER]
    assert list(post.quotes.values_list("quoted__ref", flat=True)) == ["quoted"]
    assert apps.get_model("forum", "Unsent").objects.filter(typed={"body": "Half."}).count() == 1


def plant_marks(apps, world):
    post = written(apps, world, "marked")
    person, models = {"user_id": world.pk}, {name: apps.get_model("forum", name) for name in ("Bookmark", "Draft")}
    models["Bookmark"].objects.create(ref="marked", post=post, note="Again.", remind_at=timezone.now(), **person)
    models["Draft"].objects.create(ref="marked", place="topic:marked", typed={"body": "Half."}, **person)
    signals = apps.get_model("forum", "Signal").objects
    signals.create(post=post, user_id=other_person(apps), kind="worked", country="Chad")


def claim_marks(apps, world):
    me, [post, _versions] = anew(world), read_by(world, "marked")
    assert list(me.bookmarks.visible_to(me).due().values_list("post", "note")) == [(post.pk, "Again.")]
    assert list(me.drafts.filter(ref="marked").values_list("typed", "version")) == [({"body": "Half."}, 1)]
    assert list(post.signals.values_list("kind", "country")) == [("worked", "Chad")]


def plant_boards(apps, world):
    """A board under a theme, a poll with a vote, and a topic that somebody asks to move."""
    board = apps.get_model("forum", "Board").objects.order_by("pk").first()
    board.theme = apps.get_model("forum", "BoardTheme").objects.create(ref="theme")
    board.languages = ["en", "fr"]
    board.save()
    apps.get_model("forum", "ThemeText").objects.create(theme=board.theme, language="en", title="Witnesses")
    topic = apps.get_model("forum", "Topic").objects.create(
        ref="poll", kind="poll", board=board, audience_id=board.audience_id, title="When?", language="en",
        author_id=world.pk,
    )  # fmt: skip
    written(apps, world, "poll", topic)
    poll = apps.get_model("forum", "Poll").objects.create(topic=topic)
    choices = apps.get_model("forum", "PollChoice").objects
    chosen, _other = [choices.create(ref=text, poll=poll, position=n, text=text) for n, text in enumerate(("I", "II"))]
    apps.get_model("forum", "Ballot").objects.create(poll=poll, user_id=world.pk).choices.add(chosen)
    apps.get_model("forum", "Move").objects.create(ref="move", topic=topic, board=board, asked_by_id=world.pk)


def claim_boards(apps, world):
    topic = read_by(world, "poll")[0].topic
    assert list(topic.poll.ballots.values_list("user", "choices__text")) == [(world.pk, "I")]
    assert (topic.board.theme.ref, topic.board.languages) == ("theme", ["en", "fr"])
    assert list(topic.moves.values_list("ref", "ended_at")) == [("move", None)]


def plant_asked_people(apps, world):
    """A question that has its answer, and whom it was asked."""
    post, topic = written(apps, world, "answer"), first_topic(apps)
    apps.get_model("forum", "Topic").objects.filter(pk=topic.pk).update(kind="question", accepted=post)
    asked = {"user_id": other_person(apps), "by_id": world.pk, "reason": "Knows it."}
    apps.get_model("forum", "Asked").objects.create(ref="asked", topic=topic, **asked)


def claim_asked_people(apps, world):
    post, versions = read_by(world, "answer")
    assert (post.topic.accepted, post.handling_id, versions) == (post, "community", {("community", False)})
    assert list(post.topic.asked.values_list("user__email", "reason")) == [(KEEPER, "Knows it.")]


def plant_labelled_posts(apps, world):
    written(apps, world, "labelled", handling=label(apps, LABEL, 90))
    apps.get_model("forum", "Revision").objects.filter(post__ref="labelled").update(handling=LABEL)


def claim_labelled_posts(apps, world):
    """A label stays, on the post and on what it was before, and whose it is can still be read."""
    post, versions = read_by(world, "labelled")
    assert (post.handling_id, versions) == (LABEL, {(LABEL, False)})
    assert (post.author, post.attribution, post.institution, post.role) == (anew(world), "name", None, "")


def plant_unnamed(apps, world):
    institution = apps.get_model("members", "Institution").objects.create(ref="bureau", kind="court")
    written(apps, world, "unnamed", author_id=None, attribution="institution", institution=institution)


def claim_unnamed(apps, world):
    """Who wrote it is said to nobody by any later step."""
    post, _versions = read_by(world, "unnamed")
    assert (post.author, post.attribution, post.institution.ref) == (None, "institution", "bureau")
    assert post.origin.user_id == world.pk


def plant_hidden(apps, world):
    """What moderators took away."""
    written(apps, world, "hidden", hidden_at=timezone.now())


def claim_hidden(apps, world):
    post = Post.objects.get(ref="hidden")
    assert (post.hidden_at is None, post.number is None, post.held_at, post.moderated_at) == (False, False, None, None)
    assert not Post.objects.standing().filter(ref="hidden").exists()


def plant_held(apps, world):
    """A post that waits for a moderator has no number yet."""
    topic = first_topic(apps)
    topic.held_count += 1
    topic.save(update_fields=["held_count"])
    post = apps.get_model("forum", "Post").objects.create(
        ref="held", topic=topic, number=None, held_at=timezone.now(), language="en", author_id=world.pk, body="Wait.",
        body_html="<p>Wait.</p>", markup_version=1,
    )  # fmt: skip
    apps.get_model("forum", "PostOrigin").objects.create(post=post, user_id=world.pk, once="held" * 5)


def claim_held(apps, world):
    post = Post.objects.get(ref="held")
    assert (post.number, post.held_at is None, post.translated_at, post.topic.held_count) == (None, False, None, 1)
    assert not Post.objects.standing().filter(ref="held").exists()


def plant_translation(apps, world):
    translation = apps.get_model("forum", "PostTranslation").objects.create(
        ref="french", post=written(apps, world, "abroad"), language="fr", author_id=world.pk, body="Mots.",
        body_html="<p>Mots.</p>", markup_version=1, of_digest="d" * 16, once="french" * 4,
    )  # fmt: skip
    apps.get_model("forum", "TranslationVersion").objects.create(translation=translation, number=1, body="Mot.")


def claim_translation(apps, world):
    found = PostTranslation.objects.visible_to(anew(world)).get(ref="french")
    assert (found.post.ref, found.language, found.body) == ("abroad", "fr", "Mots.")
    assert list(found.versions.values_list("number", "body")) == [(1, "Mot.")]


def plant_old_markup(apps, world):
    written(apps, world, "old", body="*Old*", body_html="Old", markup_version=0)


def claim_old_markup(apps, world):
    """It is rendered when it is read; nobody asks who wrote it."""
    post, _versions = read_by(world, "old")
    assert (post.html, post.markup_version, post.liftings.count()) == ('<p dir="auto"><em>Old</em></p>\n', 0, 0)


def plant_lifting(apps, world):
    """A lifting that waits for its second person, and themes that no form made."""
    later = timezone.now() + datetime.timedelta(days=1)
    post = written(apps, world, "asked of", author_id=None, attribution="nobody")
    lifting = {"asked_by_id": other_person(apps), "reason": "A threat.", "closes_at": later}
    apps.get_model("forum", "Lifting").objects.create(ref="lifting", post=post, **lifting)
    for ref in ("one", "two"):
        apps.get_model("forum", "BoardTheme").objects.create(ref=ref)


def claim_lifting(apps, world):
    keeper = User.objects.get(email=KEEPER)
    assert list(Lifting.objects.of(keeper).values_list("ref", "agreed_by")) == [("lifting", None)]
    assert not Lifting.objects.visible_to(anew(world)).exists()
    themes = BoardTheme.objects.filter(ref__in=["theme", "one", "two"])
    assert list(themes.values_list("once", flat=True)) == [""] * 3


def plant_topics(apps, world):
    """Three that were written in one after the other, the oldest of them pinned."""
    board, now = first_topic(apps).board, timezone.now()
    for hours, (ref, pinned_at) in enumerate({"newest": None, "middle": None, "oldest": now}.items(), 1):
        topic = apps.get_model("forum", "Topic").objects.create(
            ref=ref, board=board, audience_id=board.audience_id, title=ref, language="en", author_id=world.pk,
            pinned_at=pinned_at, bumped_at=now + datetime.timedelta(days=1, hours=-hours),
        )  # fmt: skip
        written(apps, world, f"in {ref}", topic)


def claim_topics(apps, world):
    """Lists are in the order in which they were."""
    seen = Topic.objects.visible_to(anew(world)).order_by("-bumped_at", "-ref")
    assert list(seen.values_list("ref", flat=True))[:3] == ["newest", "middle", "oldest"]
    assert list(seen.exclude(pinned_at=None).values_list("ref", flat=True)) == ["oldest"]
