"""Bookmarks are one's own and remind at their moment, of what is still seen. Signals are words with counts, without
names. A quote says when its source changed since."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.lanes import lanes
from core.models import AuditEntry
from core.refusals import NotAllowed
from forum import actions
from forum.models import Bookmark, Post, Quote, Signal
from members.models import Institution
from notifications.models import Notice
from tests.factories.forum import make_reply, make_topic

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def page(client, topic):
    return text(client.get(topic.get_absolute_url()))


def past(bookmark):
    Bookmark.objects.filter(pk=bookmark.pk).update(remind_at=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def country(db):
    for name in ("Kenya", "Norway", ""):
        Institution.objects.create(kind="prosecution", country=name)


# --- bookmarks


def test_a_post_is_kept_with_a_note_and_a_reminder_in_one_s_own_time(as_member, member, topic):
    type(member).objects.filter(pk=member.pk).update(time_zone="Africa/Nairobi")
    ref = topic.posts.get().ref

    answer = as_member.post(f"/forum/p/{ref}/bookmark/", {"note": "For the team", "remind_at": "2099-03-01T09:00"})

    kept = Bookmark.objects.get()
    assert (answer.status_code, kept.user, kept.note) == (302, member, "For the team")
    assert kept.remind_at == datetime(2099, 3, 1, 9, tzinfo=ZoneInfo("Africa/Nairobi"))
    assert "Your bookmark" in page(as_member, topic)
    assert "For the team" in text(as_member.get("/forum/bookmarks/"))
    assert 'value="2099-03-01T09:00"' in text(as_member.get(f"/forum/p/{ref}/bookmark/"))


@pytest.mark.parametrize("wrong", ["2001-01-01T09:00", "soon", "9999999-01-01T00:00"])
def test_a_moment_that_can_not_be_is_refused_with_the_note_kept(as_member, topic, wrong):
    sent = {"note": "For the team", "remind_at": wrong}

    answer = as_member.post(f"/forum/p/{topic.posts.get().ref}/bookmark/", sent)

    assert (list(answer.context["form"].errors), Bookmark.objects.count()) == (["remind_at"], 0)
    assert "For the team" in text(answer)


def test_marking_twice_is_one_bookmark_and_removing_leaves_none(as_member, topic):
    address = f"/forum/p/{topic.posts.get().ref}/bookmark/"

    for note in ("one", "two"):
        as_member.post(address, {"note": note})
    notes = list(Bookmark.objects.values_list("note", flat=True))
    for _ in range(2):
        as_member.post(f"{address}remove/")

    assert (notes, Bookmark.objects.count()) == (["two"], 0)


def test_nobody_else_learns_of_a_bookmark(client_of, member, other, topic, audited):
    with audited() as entries:
        actions.set_bookmark(topic.posts.get(), by=member, note="Kittiwake")

    assert entries == []
    assert "Your bookmark" not in page(client_of(other), topic)
    assert "Kittiwake" not in text(client_of(other).get("/forum/bookmarks/"))


def test_a_reminder_is_told_once_at_its_moment(member, topic):
    kept = actions.set_bookmark(topic.posts.get(), by=member, remind_at=timezone.now() + timedelta(hours=1))
    lanes["reminders"].run_once()
    early = Notice.objects.count()
    past(kept)

    done = [lanes["reminders"].run_once() for _ in range(2)]

    assert (early, done) == (0, [1, 0])
    assert list(Notice.objects.values_list("recipient", "kind")) == [(member.pk, "forum.reminder")]


def test_the_note_of_a_bookmark_is_changed_after_its_reminder_came(as_member, member, topic):
    post = topic.posts.get()
    past(actions.set_bookmark(post, by=member, note="Read it", remind_at=timezone.now()))
    lanes["reminders"].run_once()
    address = f"/forum/p/{post.ref}/bookmark/"

    form = as_member.get(address).context["form"]
    as_member.post(address, {"note": "Cite it", "remind_at": form["remind_at"].value() or ""})

    kept = Bookmark.objects.get()
    assert (kept.note, kept.remind_at) == ("Cite it", None)


def test_of_what_is_not_seen_any_more_nobody_is_reminded(client_of, secret_board, other):
    topic = make_topic(secret_board, other, title="Kittiwake")
    past(actions.set_bookmark(topic.posts.get(), by=other, remind_at=timezone.now()))
    secret_board.space.memberships.filter(user=other).update(ended_at=timezone.now())

    lanes["reminders"].run_once()

    assert Notice.objects.count() == 0
    assert "Kittiwake" not in text(client_of(type(other).objects.get(pk=other.pk)).get("/forum/bookmarks/"))


def test_bookmarks_cost_the_same_for_one_and_for_three(as_member, member, topic, other, cost_of):
    def add():
        actions.set_bookmark(make_reply(make_topic(topic.board, other), other), by=member)

    add()
    one = cost_of(as_member, "/forum/bookmarks/")
    add(), add()

    assert cost_of(as_member, "/forum/bookmarks/") == one


# --- signals


def test_what_readers_say_stands_in_words_with_countries_and_no_names(
    client_of, make_member, topic, anonymous, country
):
    post = topic.posts.get()
    for number, (kind, where) in enumerate(
        [("useful", ""), ("worked", "Kenya"), ("worked", "Kenya"), ("failed", "Norway")]
    ):
        actions.signal(post, by=make_member(f"Sayer {number}"), kind=kind, country=where)

    shown = page(client_of(make_member()), topic)

    said = shown.partition('class="meta signals"')[2].partition("</ul>")[0]
    assert [word in said for word in ("Useful to 1 member", "<bdi>Kenya</bdi> (2)", "<bdi>Norway</bdi>", "Sayer")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_saying_it_and_taking_it_back(as_member, topic, country):
    address = f"/forum/p/{topic.posts.get().ref}/signal/"
    steps = [{"kind": "useful"}, {"kind": "useful"}, {"kind": "worked", "country": "Kenya"},
             {"kind": "failed", "country": "Norway"}, {"take_back": "useful"}]  # fmt: skip

    said = []
    for sent in steps:
        as_member.post(address, sent)
        said.append(sorted(Signal.objects.values_list("kind", "country")))

    assert said == [
        [("useful", "")], [("useful", "")], [("useful", ""), ("worked", "Kenya")],
        [("failed", "Norway"), ("useful", "")], [("failed", "Norway")],
    ]  # fmt: skip


@pytest.mark.parametrize("sent", [{"kind": "worked"}, {"kind": "failed", "country": "Atlantis"}, {"kind": "like"}, {}])
def test_what_can_not_be_said_is_refused_on_the_page(as_member, topic, country, sent):
    answer = as_member.post(f"/forum/p/{topic.posts.get().ref}/signal/", sent)

    assert (answer.status_code, answer.context["form"].is_valid(), Signal.objects.count()) == (200, False, 0)


def test_one_s_own_country_is_chosen_already(as_member, member, topic, country):
    member.profile.institution = Institution.objects.get(country="Norway")
    member.profile.save()

    assert '<option value="Norway" selected>' in text(as_member.get(f"/forum/p/{topic.posts.get().ref}/signal/"))


def test_nobody_praises_what_they_wrote(client_of, topic, other):
    post = topic.posts.get()

    with pytest.raises(NotAllowed):
        actions.signal(post, by=other, kind="useful")

    assert "/signal/" not in page(client_of(other), topic)
    assert client_of(other).post(f"/forum/p/{post.ref}/signal/", {"kind": "useful"}).status_code == 404


def test_who_says_it_stands_in_no_record(topic, member):
    before = AuditEntry.objects.count()

    actions.signal(topic.posts.get(), by=member, kind="useful")

    assert AuditEntry.objects.count() == before


def test_a_page_costs_the_same_with_marks_on_one_post_and_on_three(
    as_member, member, topic, other, make_member, cost_of
):
    def add():
        post = make_reply(topic, other)
        actions.signal(post, by=make_member(), kind="worked", country="Kenya")
        actions.signal(post, by=member, kind="useful")
        actions.set_bookmark(post, by=member)

    add()
    one = cost_of(as_member, topic.get_absolute_url())
    add(), add()

    assert cost_of(as_member, topic.get_absolute_url()) == one


# --- quotes


def quoting(post, by):
    return make_reply(post.topic, by, body=f"> [x](post:{post.ref}):\n> words\n\nYes.")


def test_a_quote_says_that_its_source_changed_since(as_member, member, post, other):
    quoting(post, member)
    before = page(as_member, post.topic)

    actions.edit_post(post, by=other, body="Something else altogether.")

    assert ("was changed after it was quoted here" in before) is False
    assert f'<a href="{post.get_absolute_url()}">Post 2</a> was changed after it was quoted here.' in page(
        as_member, post.topic
    )


def test_what_is_quoted_after_the_change_says_nothing(as_member, member, post, other):
    Post.objects.filter(pk=post.pk).update(edited_at=timezone.now() - timedelta(hours=1))

    quoting(post, member)

    assert (Quote.objects.count(), "was changed after" in page(as_member, post.topic)) == (1, False)


def test_a_change_of_what_one_does_not_see_is_not_told(client_of, member, moderator, post, other):
    quoting(post, moderator)
    actions.edit_post(post, by=other, body="Something else altogether.")
    actions.hide_post(post, by=moderator)

    assert "was changed after" not in page(client_of(member), post.topic)
