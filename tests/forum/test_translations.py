"""Posts in other languages: made beside the original, improved with history, and marked where it moved on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from core.refusals import NotAllowed
from forum import actions, refusals
from forum.models import PostTranslation
from members.models import User
from moderation.actions import Saying, ask
from moderation.models import ReviewItem, WatchedWord
from search.finder import Wish, find
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.moderation import decided
from tests.factories.translations import make_translation
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
ONCE = "o" * 20


def text(answer):
    return " ".join(answer.content.decode().split())


def sent_for(post, **typed):
    fresh = {"language": "fr", "body": "À l’aube", "of_digest": post.digest, "once": ONCE}
    return {**fresh, **typed}


@pytest.fixture
def in_french(client_of):
    """in_french(person) -> a client whose pages are in French."""

    def client(person):
        User.objects.filter(pk=person.pk).update(language="fr")
        made = client_of(User.objects.get(pk=person.pk))
        made.cookies["django_language"] = "fr"
        return made

    return client


def test_the_source_stands_beside_the_field(as_member, post):
    page = text(as_member.get(f"/forum/p/{post.ref}/translate/?language=ar"))

    assert f'lang="en" dir="ltr" hx-disable><p dir="auto">{post.body}</p>' in page
    assert '<input type="hidden" name="language" value="ar"' in page
    assert "Nothing is sent to a service outside of Fora." in page


def test_a_translation_is_made_once_recorded_and_told_to_who_wrote_the_post(as_member, member, other, post):
    answers = [as_member.post(f"/forum/p/{post.ref}/translate/", sent_for(post)) for _ in range(2)]

    made = PostTranslation.objects.get()
    assert [answer["Location"] for answer in answers] == [f"{post.get_absolute_url()}-fr"] * 2
    assert (made.author, made.versions.count()) == (member, 1)
    assert AuditEntry.objects.filter(verb="forum.translate_post", key=f"translation:{made.ref}").count() == 1
    assert other.notices.filter(kind="forum.translation").count() == 1


def test_readers_in_that_language_read_it_first_and_the_original_below(member, topic, post, in_french, client_of):
    make_translation(post, member, body="À l’aube")

    theirs, mine = text(in_french(member).get(topic.get_absolute_url())), text(client_of(None).get("/"))

    assert theirs.index("À l’aube") < theirs.index('<details class="source">') < theirs.index(post.body)
    assert mine


def test_readers_in_other_languages_read_the_original_first(as_member, member, topic, post):
    make_translation(post, member, body="À l’aube")

    page = text(as_member.get(topic.get_absolute_url()))

    assert page.index(post.body) < page.index('<details class="source">') < page.index("À l’aube")
    assert f'id="p{post.number}-fr" lang="fr" dir="ltr"' in page


def test_what_has_moved_on_is_marked_until_somebody_follows(as_member, member, other, topic, post):
    make_translation(post, member)
    actions.edit_post(post, by=other, body="Something else altogether, and then some more of it.")
    behind = text(as_member.get(topic.get_absolute_url()))

    post.refresh_from_db()
    made_from = PostTranslation.objects.get().digest
    make_translation(post, other, body="Autre chose", made_from=made_from)

    after = text(as_member.get(topic.get_absolute_url()))
    assert ("The original has changed since" in behind, "The original has changed since" in after) == (True, False)


def test_others_improve_it_and_every_version_is_kept(as_member, member, other, post):
    made = make_translation(post, other, body="En francais")

    as_member.post(f"/forum/p/{post.ref}/translate/", sent_for(post, body="En français", made_from=made.digest))

    page = text(as_member.get(f"/forum/x/{made.ref}/history/"))
    assert list(made.versions.values_list("number", "by", "body")) == [
        (1, other.pk, "En francais"),
        (2, member.pk, "En français"),
    ]
    assert ("Otto Other" in page, "Amara Member" in page) == (True, True)


def test_of_two_who_improve_it_at_once_the_second_sees_both_texts(as_member, post, other):
    made = make_translation(post, other, body="Un")
    before = made.digest
    make_translation(post, other, body="Deux", made_from=before)

    page = text(as_member.post(f"/forum/p/{post.ref}/translate/", sent_for(post, body="Trois", made_from=before)))

    made.refresh_from_db()
    assert ("Trois</textarea>" in page, "Deux</textarea>" in page, made.body) == (True, True, "Deux")
    assert f'name="made_from" value="{made.digest}"' in page


@pytest.mark.parametrize("way", ["same language", "gone"])
def test_what_can_not_be_translated_is_said_and_the_text_stays(as_member, member, other, post, way):
    if way == "gone":
        actions.withdraw_post(post, by=other)
        page = as_member.post(f"/forum/p/{post.ref}/translate/", sent_for(post))
        assert (page.status_code, "À l’aube</textarea>" in text(page)) == (404, True)
    else:
        with pytest.raises(refusals.SameLanguage):
            make_translation(post, member, language="en")


def test_who_only_reads_does_not_translate(make_space, make_member, other, member):
    space = make_space("invite", people=[other])
    post = make_topic(make_board(space.audience), other).posts.get()

    with pytest.raises(NotAllowed):
        make_translation(post, member)


def test_ones_own_is_withdrawn_until_others_have_worked_on_it(as_member, member, other, post):
    mine = make_translation(post, member)
    as_member.post(f"/forum/x/{mine.ref}/withdraw/")
    again = make_translation(post, member, body="Un")
    make_translation(post, other, body="Deux", made_from=again.digest)

    with pytest.raises(refusals.OthersHelped):
        actions.withdraw_translation(again, by=member)

    post.refresh_from_db()
    assert list(post.translations.standing()) == [again]
    assert post.translated_at is not None


def test_moderators_hide_what_is_reported(as_member, member, moderator, other, topic, post):
    made = make_translation(post, other, body="Kittiwake")
    as_member.post(f"/forum/x/{made.ref}/report/", {"why": "other", "reason": "Not what it says."})

    decided(made, "hide", by=moderator)

    post.refresh_from_db()
    assert "Kittiwake" not in text(as_member.get(topic.get_absolute_url()))
    assert (PostTranslation.objects.visible_to(member).count(), post.translated_at) == (0, None)


def test_both_are_found_and_are_one_hit(member, other, topic, post, index):  # noqa: F811
    make_translation(post, member, body="Un témoin protégé")
    index()

    found = [find(Wish(typed=word), user=member, language=language) for word, language in
             [("témoin", "fr"), (post.body, "en"), ("témoin", "en")]]  # fmt: skip

    key = f"translation:{post.translations.get().ref}"
    assert [[hit.key for hit in each.hits] for each in found[::2]] == [[key]] * 2
    assert [found[1].hits[0].key, found[0].total] == [f"post:{post.ref}", 1]
    assert found[1].hits[0].also == [("fr", f"{post.get_absolute_url()}-fr")]


def test_it_leaves_the_index_with_its_post(member, other, post, index):  # noqa: F811
    make_translation(post, member, body="Un témoin protégé")
    index()
    actions.withdraw_post(post, by=other)

    soon = find(Wish(typed="témoin"), user=member, language="fr").total
    index()

    assert (soon, find(Wish(typed="témoin"), user=member, language="fr").total) == (0, 0)


def test_a_page_costs_the_same_for_one_translation_and_for_several(as_member, member, other, topic, post):
    costs = []
    for body in ("Un", "Deux", "Trois"):
        make_translation(make_reply(topic, other), member, body=body)
        as_member.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            as_member.get(topic.get_absolute_url())
        costs.append(len(asked))

    assert costs[0] == costs[1] == costs[2]


def test_a_page_without_translations_asks_for_none(as_member, topic, post):
    as_member.get(topic.get_absolute_url())

    with CaptureQueriesContext(connection) as asked:
        as_member.get(topic.get_absolute_url())

    assert [query for query in asked if "posttranslation" in query["sql"]] == []


# --- where posts wait for a moderator


@pytest.fixture
def looked_at(moderator):
    """A moderator's post on a board where every post waits."""
    return make_topic(make_board(posting="all_held"), moderator).posts.get()


def test_where_posts_wait_a_translation_waits_until_it_is_let_in(looked_at, as_member, member, other, make_member):
    page = as_member.post(f"/forum/p/{looked_at.ref}/translate/", sent_for(looked_at), follow=True)
    held = PostTranslation.objects.get()
    before = [list(PostTranslation.objects.visible_to(who)) for who in (member, other)]

    decided(held, "approve", by=make_member("Lena Listed", roles=["moderator"]))

    assert "It waits for a moderator now." in text(page)
    assert before == [[held], []]
    assert list(PostTranslation.objects.visible_to(other)) == [held]


def test_what_waits_is_changed_and_withdrawn_by_who_made_it(looked_at, as_member, member):
    as_member.post(f"/forum/p/{looked_at.ref}/translate/", sent_for(looked_at))
    made_from = PostTranslation.objects.get().digest

    again = sent_for(looked_at, body="Mieux", made_from=made_from, once="p" * 20)
    as_member.post(f"/forum/p/{looked_at.ref}/translate/", again)
    held = PostTranslation.objects.get()
    actions.withdraw_translation(held, by=member)

    assert (held.body, held.stands, ReviewItem.objects.get().decision) == ("Mieux", False, "withdraw")


def test_who_made_it_hears_of_the_decision_and_reads_the_words_on_its_history(
    looked_at, client_of, member, other, moderator, make_member
):
    held, lena = make_translation(looked_at, member), make_member("Lena Listed", roles=["moderator"])
    decided(held, "reject", by=lena, to_author=Saying(words="It leaves a line out."))
    history = f"/forum/x/{held.ref}/history/"

    pages = [client_of(person).get(history) for person in (member, lena, other)]
    notices = list(member.notices.order_by("pk").values_list("kind", flat=True))
    opened = client_of(member).get(f"/notices/{member.notices.first().ref}/", follow=True)

    assert (notices, opened.wsgi_request.path) == (["forum.said"], history)
    assert ["It leaves a line out." in text(page) for page in pages] == [True, True, False]


def test_a_change_that_was_asked_of_who_made_it_is_noted(member, other, post, moderator):
    translation = make_translation(post, member)
    actions.report_translation(translation, by=other, reason="A line is missing.")
    item = ReviewItem.objects.get()
    ask(item, translation, by=moderator, version=item.version, to_author=Saying(words="Please add the line."))

    make_translation(post, member, body="Avec la ligne.", made_from=translation.digest)

    item.refresh_from_db()
    assert (item.asked_at, item.events.last().what) == (None, "changed")


def test_enough_reports_hide_it_until_a_moderator_decides_and_its_maker_is_told(settings, member, other, post):
    settings.REPORTS_THAT_HIDE = 0
    translation = make_translation(post, member)

    actions.report_translation(translation, by=other, reason="It is not what the post says.")

    assert not PostTranslation.objects.get().stands
    assert list(member.notices.values_list("kind", flat=True)) == ["forum.hidden"]


def test_an_improvement_with_a_watched_word_is_not_published_at_once(member, other, post):
    translation = make_translation(post, member)
    WatchedWord.objects.create(words="Velmora", outcome=WatchedWord.HOLD)

    make_translation(post, other, body="Velmora", made_from=translation.digest)

    translation.refresh_from_db()
    assert (translation.stands, ReviewItem.objects.get().why) == (False, "word")
    assert list(member.notices.values_list("kind", flat=True)) == ["forum.held"]


def test_a_translation_that_is_rejected_is_its_makers_and_the_moderators_alone(looked_at, member, other, make_member):
    held = make_translation(looked_at, member)

    decided(held, "reject", by=make_member("Lena Listed", roles=["moderator"]))

    assert [list(PostTranslation.objects.visible_to(who)) for who in (member, other)] == [[held], []]
