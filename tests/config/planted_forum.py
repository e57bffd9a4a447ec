"""What is in the tables of the forum before each step of the release that brought the forum in full, and what must be
true of it after the last one. (What is private: planted_talks.py; the rooms below: planted_safety.py.)"""

from django.utils import timezone

from forum.models import Board, Post
from tests.config.planted_people import anew

KEEPER = "keeper@test.example"


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


def plant_hidden(apps, world):
    """What moderators took away."""
    written(apps, world, "hidden", hidden_at=timezone.now())


def claim_hidden(apps, world):
    post = Post.objects.get(ref="hidden")
    assert (post.hidden_at is None, post.number is None, post.held_at, post.moderated_at) == (False, False, None, None)
    assert not Post.objects.standing().filter(ref="hidden").exists()


def plant_old_markup(apps, world):
    written(apps, world, "old", body="*Old*", body_html="Old", markup_version=0)


def claim_old_markup(apps, world):
    """It is rendered when it is read; nobody asks who wrote it."""
    post, _versions = read_by(world, "old")
    assert (post.html, post.markup_version, post.liftings.count()) == ('<p dir="auto"><em>Old</em></p>\n', 0, 0)
