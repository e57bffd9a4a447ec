"""What waits for a moderator: who posts at once, what the others see of it (nothing), and what happens when it is let
in."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from core.models import AuditEntry
from core.things import key_of
from forum import actions, refusals
from forum.actions.polls import Ask
from forum.models import Board, Post, Topic
from forum.refusals import AppealedAlready
from forum.signing import Sign
from members.models import User
from moderation.actions import open_item
from moderation.attribution import NOBODY
from moderation.models import ReviewItem, WatchedWord
from moderation.refusals import ForAnother
from notifications.models import Announcement, Notice
from search.models import Pending
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.moderation import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_topic(moderator):
    """A moderator's topic on a board where every post waits."""
    return make_topic(make_board(posting=Board.ALL_HELD), moderator, title="Open question")


@pytest.fixture
def held(open_topic, other):
    return make_reply(open_topic, other, body="Waiting words.")


def text(response):
    return response.content.decode()


# --- who posts at once


def accepted(person, *, days_ago):
    User.objects.filter(pk=person.pk).update(accepted_at=timezone.now() - timezone.timedelta(days=days_ago))
    person.refresh_from_db()
    return person


@pytest.mark.parametrize(
    ("posting", "who", "why"),
    [
        ("open", "new", ""),
        ("first_held", "new", "first"),
        ("first_held", "old", ""),
        ("first_held", "moderator", ""),
        ("all_held", "new", "held"),
        ("all_held", "old", "held"),
        ("all_held", "moderator", ""),
        ("announcements", "new", ""),
    ],
)
def test_who_posts_at_once(moderator, make_member, posting, who, why):
    topic = make_topic(make_board(posting=posting), moderator)
    people = {"new": make_member(), "old": accepted(make_member(), days_ago=31), "moderator": moderator}

    post = make_reply(topic, people[who])

    assert (post.held_at is not None, list(ReviewItem.objects.values_list("why", flat=True))) == (
        bool(why),
        [why] if why else [],
    )


def test_who_has_posted_enough_is_not_new_any_more(member):
    topic = make_topic(make_board(), member)
    make_reply(topic, member), make_reply(topic, member)

    assert make_topic(make_board(posting=Board.FIRST_HELD), member).held_at is None


def test_what_is_not_signed_waits_whoever_wrote_it(make_member, moderator):
    """Its waiting, or its reason, would tell moderators how long its writer is here, or that they moderate."""
    for _ in range(10):
        old = accepted(make_member(), days_ago=400)
    topic = make_topic(make_board(posting=Board.FIRST_HELD), moderator)

    for who in (old, make_member(), moderator):
        make_reply(topic, who, sign=Sign("nobody"))

    assert list(ReviewItem.objects.values_list("why", flat=True)) == ["held"] * 3


def test_announcements_are_started_by_moderators_and_answered_by_members(as_member, client_of, member, moderator):
    board = make_board(posting=Board.ANNOUNCEMENTS)
    start = f"/forum/b/{board.ref}/new/"

    answers = [client.get(start).status_code for client in (as_member, client_of(moderator))]

    assert answers == [404, 200]
    assert make_reply(make_topic(board, moderator), member).number == 2


def test_a_watched_word_that_holds_has_a_text_wait(member, other):
    WatchedWord.objects.create(words="Velmora", outcome=WatchedWord.HOLD)
    topic = make_topic(make_board(), member)

    held, free = make_reply(topic, other, body="Ask in Velmora."), make_reply(topic, other, body="Ask there.")

    assert (held.number, free.number, ReviewItem.objects.get().why) == (None, 2, "word")


def test_the_board_and_its_form_say_how_one_posts_there(as_member):
    board = make_board(posting=Board.ALL_HELD)

    assert "Every post waits for a moderator" in text(as_member.get(board.get_absolute_url()))
    assert "Every post waits for a moderator" in text(as_member.get(f"/forum/b/{board.ref}/new/"))


def test_who_posts_is_told_that_it_waits(as_member, open_topic, member):
    page = as_member.post(f"/forum/t/{open_topic.ref}/reply/", {"body": "Waiting words."}, follow=True)

    assert page.redirect_chain == [(f"/forum/t/{open_topic.ref}/?from=999999#held-{member.posts.get().ref}", 302)]
    for said in ("It waits for a moderator now.", "Waits for a moderator", "Waiting words.", "Not let in yet"):
        assert said in text(page)


def test_sent_twice_it_waits_once(open_topic, other):
    first = actions.reply(open_topic, by=other, body="Waiting words.", once="x" * 20)
    again = actions.reply(open_topic, by=other, body="Waiting words.", once="x" * 20)

    assert (again, ReviewItem.objects.count()) == (first, 1)


# --- while it waits


def test_while_it_waits_nobody_is_told_and_nothing_is_indexed(open_topic, moderator, member, other):
    Pending.objects.all().delete()
    before = Announcement.objects.count()

    post = make_reply(open_topic, other, body="@Amara Member, ask in Velmora.")

    assert Notice.objects.count() == 0
    assert (Announcement.objects.count(), Pending.objects.filter(key=key_of(post)).count()) == (before, 0)


def test_while_it_waits_the_topic_is_for_others_as_if_there_were_none(open_topic, client_of, member, other, anonymous):
    client = client_of(member)
    pages = ["/", "/forum/", open_topic.board.get_absolute_url(), open_topic.get_absolute_url()]

    def seen():
        import re

        strip = r'name="(?:csrfmiddlewaretoken|once|writer)" value="[^"]*"|name="until" value="[^"]*"'
        return [re.sub(strip, "", text(client.get(page))) for page in pages]

    seen()
    before = seen()
    make_reply(open_topic, other, body="Waiting words.")

    assert seen() == before


def test_its_writer_and_the_moderators_find_it_at_the_end_of_the_topic(held, client_of, other, moderator, member):
    def rows(who):
        return client_of(who).get(held.topic.get_absolute_url()).context["reading"].held

    assert [[row.post for row in rows(who)] for who in (other, moderator, member)] == [[held], [held], []]


def test_a_held_topic_is_its_writers_and_the_moderators_alone(client_of, member, other, moderator):
    topic = make_topic(make_board(posting=Board.ALL_HELD), other, title="Waiting question")
    pages = {who: client_of(who) for who in (member, other, moderator)}

    def answers(address):
        return [client.get(address).status_code for client in pages.values()]

    assert answers(topic.get_absolute_url()) == [404, 200, 200]
    lists = [text(client.get(topic.board.get_absolute_url())) for client in pages.values()]
    assert ["Waiting question" in page for page in lists] == [False, True, True]
    assert ["Waits for a moderator" in page for page in lists] == [False, True, True]


def test_what_waits_can_be_changed_and_withdrawn_by_its_writer(held, other, client_of):
    client = client_of(other)
    form = client.get(f"/forum/p/{held.ref}/edit/")
    actions.edit_post(held, by=other, body="Better words.")
    changed = ReviewItem.objects.get().version
    client.post(f"/forum/p/{held.ref}/withdraw/")

    item = ReviewItem.objects.get()
    assert (form.status_code, changed) == (200, 2)
    assert (item.decision, item.closed_by, Post.objects.get(pk=held.pk).withdrawn_at is None) == (
        "withdraw",
        None,
        False,
    )


def test_a_topic_that_waits_goes_with_its_opening_post(other):
    topic = make_topic(make_board(posting=Board.ALL_HELD), other)

    actions.withdraw_post(topic.posts.get(), by=other)

    topic.refresh_from_db()
    assert (topic.withdrawn_at is None, ReviewItem.objects.get().decision) == (False, "withdraw")


def test_nobody_answers_to_or_reports_what_waits(held, member, other, client_of):
    assert client_of(member).get(f"/forum/p/{held.ref}/report/").status_code == 404
    assert client_of(member).get(f"/forum/p/{held.ref}/").status_code == 404


# --- let in


def test_let_in_it_is_the_newest_post_and_whoever_should_hear_does(open_topic, moderator, member, other):
    held = make_reply(open_topic, other, body="@Amara Member, ask in Velmora.")
    make_reply(open_topic, moderator)
    Pending.objects.all().delete()

    actions.approve_post(held, by=moderator)

    held.refresh_from_db()
    open_topic.refresh_from_db()
    assert (held.number, open_topic.last_number, open_topic.last_post, open_topic.held_count) == (3, 3, held, 0)
    assert open_topic.bumped_at == held.created_at
    assert member.notices.get().kind == "forum.mention"
    assert Pending.objects.filter(key=key_of(held)).count() == 1
    assert Announcement.objects.filter(key=key_of(held)).count() == 1


def test_let_in_it_is_new_to_who_has_read_everything_meanwhile(held, client_of, member, moderator):
    client = client_of(member)
    client.get(held.topic.get_absolute_url())
    actions.catch_up(by=member, until=timezone.now())

    actions.approve_post(held, by=moderator)

    member.refresh_from_db()
    assert list(Topic.objects.visible_to(member).unread_by(member)) == [held.topic]


def test_a_topic_let_in_is_new_and_told(member, other, moderator):
    topic = make_topic(make_board(posting=Board.ALL_HELD), other, body="@Amara Member?")
    before = Topic.objects.visible_to(member).count()

    actions.approve_topic(topic, by=moderator)

    assert (before, list(Topic.objects.visible_to(member))) == (0, [topic])
    assert (member.notices.get().kind, other.notices.get().kind) == ("forum.mention", "forum.approved")


def test_it_is_not_let_into_a_topic_that_is_out_of_sight(held, moderator):
    actions.hide_topic(held.topic, by=moderator)

    with pytest.raises(refusals.TopicGone):
        actions.approve_post(held, by=moderator)

    assert Post.objects.get(pk=held.pk).number is None


def test_rejected_it_can_still_be_let_in(held, moderator):
    actions.reject_post(held, by=moderator)
    between = Post.objects.get(pk=held.pk)

    actions.approve_post(held, by=moderator)

    assert (between.stands, between.number, Post.objects.get(pk=held.pk).number) == (False, None, 2)


def test_the_counters_are_proved_with_what_waits(held):
    from forum.counting import recount

    topic = Topic.objects.get(pk=held.topic_id)
    assert (topic.held_count, topic.post_count, topic.last_number, recount(topic)) == (1, 1, 1, {})


# --- old posts that change


def test_a_change_of_an_old_post_is_looked_at_and_stays_to_be_read(member, moderator, other):
    topic = make_topic(make_board(), member)
    old, new, mine = make_reply(topic, other), make_reply(topic, other), make_reply(topic, moderator)
    Post.objects.filter(pk__in=[old.pk, mine.pk]).update(created_at=timezone.now() - timezone.timedelta(days=31))

    for post in (old, new, mine):
        actions.edit_post(post, by=post.author, body="Other words.")

    item = ReviewItem.objects.get()
    assert (item.key, item.why, Post.objects.get(pk=old.pk).stands) == (key_of(old), "edit", True)


def test_a_watched_word_that_is_put_in_later_is_looked_at(member, other):
    WatchedWord.objects.create(words="Velmora", outcome=WatchedWord.HOLD)
    post = make_reply(make_topic(make_board(), member), other)

    actions.edit_post(post, by=other, body="Ask in Velmora.")
    actions.edit_post(post, by=other, body="Ask in Velmora again.")

    events = ReviewItem.objects.get().events.order_by("version")
    assert list(events.values_list("what", "why")) == [("opened", "word"), ("changed", "")]


# --- changed by a moderator


def test_edited_by_a_moderator_it_is_let_in_marked_and_its_writer_told(held, client_of, moderator, other, member):
    item = ReviewItem.objects.get()
    address = f"/forum/p/{held.ref}/amend/"
    client = client_of(moderator)
    form = client.get(f"{address}?version={item.version}")
    said = {"version": item.version, "made_from": held.digest, "body": "Without the village.", "reason": "No places"}
    client.post(address, said)

    held.refresh_from_db()
    page, history = (
        text(client_of(member).get(at)) for at in (held.get_absolute_url(), f"/forum/p/{held.ref}/history/")
    )
    assert form.context["form"]["body"].value() == "Waiting words."
    assert (held.number, held.body, ReviewItem.objects.get().decision) == (2, "Without the village.", "edit")
    assert "Edited by a moderator" in page
    assert ("A moderator" in history, "No places" in history, "Mona" in history) == (True, True, False)
    assert other.notices.get().kind == "forum.amended"


def test_a_moderators_edit_of_what_changed_meanwhile_is_refused_with_both_texts(held, client_of, moderator, other):
    actions.edit_post(held, by=other, body="Changed meanwhile.")

    page = client_of(moderator).post(
        f"/forum/p/{held.ref}/amend/", {"version": 1, "body": "Without the village.", "reason": "No places"}
    )

    assert [said in text(page) for said in ("Changed meanwhile.", "Without the village.", "No places")] == [True] * 3
    assert Post.objects.get(pk=held.pk).number is None


def amended(client, post, **said):
    """The answer to a form that a moderator opened on a post as it is in the database, and sent later."""
    address = f"/forum/p/{post.ref}/amend/"
    form = client.get(address).context["form"]
    fresh = {name: form[name].value() for name in form.fields}
    return lambda: client.post(address, {**fresh, "reason": "No places", **said})


def test_of_two_moderators_the_second_overwrites_nothing(topic, post, client_of, moderator, make_member):
    mine = amended(client_of(moderator), post, body="Without the village.")
    others = amended(client_of(make_member("Lena Listed", roles=["moderator"])), post, body="Without the river.")

    mine()
    page = others()

    held_back = [
        words in text(page) for words in ("Without the village.", "Without the river.", "Nothing is overwritten")
    ]
    assert (held_back, Post.objects.get(pk=post.pk).body) == ([True] * 3, "Without the village.")


def test_sent_once_more_beside_what_it_says_now_the_second_is_saved(topic, post, client_of, moderator, other):
    later = amended(client_of(moderator), post, body="Without the village.")
    actions.edit_post(post, by=other, body="Changed meanwhile.")

    page = text(later())
    seen = {"made_from": Post.objects.get(pk=post.pk).digest, "version": ""}
    again = client_of(moderator).post(
        f"/forum/p/{post.ref}/amend/", {**seen, "body": "One text.", "reason": "No places"}
    )

    assert f'name="made_from" value="{seen["made_from"]}"' in page
    assert (again.status_code, Post.objects.get(pk=post.pk).body) == (302, "One text.")


def test_a_title_that_another_changed_is_not_overwritten(topic, client_of, moderator):
    later = amended(client_of(moderator), topic.posts.get(), body="Without the village.")
    Topic.objects.update(title="Their title")

    page = text(later())

    assert ("Their title" in page, Topic.objects.get().title) == (True, "Their title")


def test_what_came_into_the_queue_meanwhile_is_not_closed_unseen(topic, post, client_of, moderator, member):
    later = amended(client_of(moderator), post, body="Without the village.")
    actions.report_post(post, by=member, reason="It names a village.")

    page = later()

    assert ("Something happened to this" in text(page), ReviewItem.objects.get().closed_at) == (True, None)


def test_what_waits_as_a_topic_that_stands_is_decided_by_its_change(topic, client_of, moderator, other):
    """A watched word in a title that was changed opens an item of the topic, which everybody reads meanwhile."""
    WatchedWord.objects.create(words="Velmora", outcome=WatchedWord.HOLD)
    actions.edit_topic(topic, by=other, title="Who was in Velmora?", kind=topic.kind)
    item = ReviewItem.objects.get()
    client, opening = client_of(moderator), topic.posts.get(number=1)
    page = client.get(item.get_absolute_url())
    Pending.objects.all().delete()

    [address] = re.findall(r'href="([^"]*/amend/[^"]*)"', text(page))
    form = client.get(unescape(address)).context["form"]
    seen = {name: form[name].value() for name in ("made_from", "version", "of", "body")}
    client.post(unescape(address), {**seen, "title": "Who was there?", "reason": "No places"})

    item.refresh_from_db()
    row = Pending.objects.get(key=key_of(topic))
    assert (item.key, item.decision, Topic.objects.get().title) == (key_of(topic), "edit", "Who was there?")
    assert (row.whole_tree, row.narrows) == (True, True)  # each answer is found by the title's words
    assert opening.author.notices.get(key=key_of(topic)).kind == "forum.amended"


@pytest.mark.parametrize("of", ["topic", "post"])
def test_of_a_topic_and_the_post_that_opens_it_one_is_decided_and_the_other_waits(topic, moderator, member, of):
    opening = topic.posts.get(number=1)
    actions.report_post(opening, by=member, reason="It names a village.")
    open_item(topic, ReviewItem.WORD)
    seen = {"made_from": opening.digest_with_title, "version": 1, "of": of}

    actions.amend_post(opening, by=moderator, body="Without it.", title="Who?", reason="No places", **seen)

    decided_on, waits = (topic, opening) if of == "topic" else (opening, topic)
    assert dict(ReviewItem.objects.values_list("key", "decision")) == {key_of(decided_on): "edit", key_of(waits): ""}


def test_a_moderators_version_is_a_version_like_any_other(topic, post, moderator, member, other):
    """With its label, its language, and whom it names: who is named no more hears nothing when it is let in."""
    held = make_reply(
        make_topic(make_board(posting=Board.ALL_HELD), moderator), other, body="@Amara Member, ask there."
    )
    Notice.objects.all().delete()
    item = ReviewItem.objects.get()
    seen = {"made_from": held.digest, "version": item.version}

    actions.amend_post(held, by=moderator, body="Спитайте там, будь ласка.", reason="Names nobody", **seen)

    held.refresh_from_db()
    assert [each.handling_id for each in held.revisions.order_by("number")] == [held.handling_id] * 2
    assert (held.language, held.mentions.count(), member.notices.count()) == ("uk", 0, 0)


def test_a_moderator_says_what_changed(held, client_of, moderator):
    page = client_of(moderator).post(f"/forum/p/{held.ref}/amend/", {"body": "Without the village."})

    assert list(page.context["form"].errors) == ["reason"]


@pytest.mark.parametrize("who", ["member", "other", "steward"])
def test_nobody_else_edits_as_moderator(held, client_of, request, who):
    assert client_of(request.getfixturevalue(who)).get(f"/forum/p/{held.ref}/amend/").status_code == 404


# --- what its writer reads


def test_its_writer_reads_what_was_decided_and_said_and_nobody_else(held, client_of, moderator, other, member):
    from moderation.actions import Saying

    decided(held, "reject", by=moderator, to_author=Saying(words="It names a village."), reason="secret reason")
    address = f"/forum/p/{held.ref}/said/"

    page = text(client_of(other).get(address))

    shown = [word in page for word in ("Rejected", "It names a village.", "Mona", "secret reason")]
    assert shown == [True, True, False, False]
    assert client_of(member).get(address).status_code == 404


def test_its_writer_asks_once_for_another_look_which_another_moderator_takes(
    held, client_of, moderator, other, member, make_member
):
    second = make_member("Sofia Second", roles=["moderator"])
    decided(held, "reject", by=moderator)
    said, appeal, writer = f"/forum/p/{held.ref}/said/", f"/forum/p/{held.ref}/appeal/", client_of(other)
    ask = "Ask another moderator to look at it"

    offered = ask in text(writer.get(said))
    answers = [client_of(member).post(appeal).status_code, *(writer.post(appeal)["Location"] for _ in range(2))]
    waits = "It waits for a moderator to look at it." in text(writer.get(said))
    item = ReviewItem.objects.open().get()
    shown = "another moderator looks at it now" in text(client_of(moderator).get(item.get_absolute_url()))
    with pytest.raises(ForAnother):
        decided(held, "approve", by=moderator)
    decided(held, "reject", by=second)

    assert (offered, answers, waits, shown, item.why) == (True, [404, said, said], True, True, "appeal")
    assert list(Notice.objects.filter(recipient=other).values_list("kind", flat=True)) == ["forum.upheld"]
    assert ask not in text(writer.get(said))
    with pytest.raises(AppealedAlready):
        actions.appeal_post(held, by=other)


def test_whoever_hid_a_post_does_not_decide_on_the_objection_where_there_is_another(moderator, other, make_member):
    post = actions.hide_post(make_reply(make_topic(make_board(), other), other), by=moderator)
    actions.appeal_post(post, by=other)

    second = make_member("Sofia Second", roles=["moderator"])
    with pytest.raises(ForAnother):
        decided(post, "restore", by=moderator)
    decided(post, "restore", by=second)

    assert Post.objects.get(pk=post.pk).stands


def test_the_only_moderator_there_is_decides_on_an_objection(moderator, other):
    topic = actions.hide_topic(make_topic(make_board(), other), by=moderator)

    actions.appeal_post(topic.posts.get(), by=other)
    decided(topic, "restore", by=moderator)

    assert Topic.objects.get(pk=topic.pk).stands


def test_of_two_moderators_one_of_whom_wrote_it_the_other_decides_on_the_objection(moderator, make_member):
    writer = make_member(roles=["moderator"])
    post = actions.hide_post(make_reply(make_topic(make_board(), moderator), writer), by=moderator)

    actions.appeal_post(post, by=writer)
    decided(post, "restore", by=moderator)

    assert Post.objects.get(pk=post.pk).stands


@pytest.mark.parametrize("is_theirs", [True, False])
def test_of_what_has_no_name_the_same_moderator_decides_after_a_week_whoever_wrote_it(
    moderator, other, make_member, is_theirs
):
    second = make_member(roles=["moderator"])
    for _ in range(10):
        make_member()
    writer = second if is_theirs else other
    post = make_reply(make_topic(make_board(), moderator), writer, sign=Sign(NOBODY))
    post = actions.hide_post(post, by=moderator)
    actions.appeal_post(post, by=writer)

    with pytest.raises(ForAnother):
        decided(post, "restore", by=moderator)
    ReviewItem.objects.open().update(opened_at=timezone.now() - timedelta(days=8))
    decided(post, "restore", by=moderator)

    assert Post.objects.get(pk=post.pk).stands


def test_each_decision_can_be_objected_to_once(client_of, moderator, other, make_member):
    second = make_member("Sofia Second", roles=["moderator"])
    post = actions.hide_post(make_reply(make_topic(make_board(), other), other), by=moderator)
    actions.appeal_post(post, by=other)
    decided(post, "restore", by=second)
    actions.hide_post(Post.objects.get(pk=post.pk), by=moderator)

    offered = "Ask another moderator to look at it" in text(client_of(other).get(f"/forum/p/{post.ref}/said/"))
    actions.appeal_post(post, by=other)
    decided(post, "hide", by=second)

    assert offered is True
    with pytest.raises(AppealedAlready):
        actions.appeal_post(post, by=other)


def test_an_objection_does_not_tell_who_wrote_what_has_no_name(moderator, other, make_member):
    for _ in range(10):
        make_member()
    post = make_reply(make_topic(make_board(), moderator), other, sign=Sign(NOBODY))
    actions.hide_post(post, by=moderator)

    actions.appeal_post(post, by=other)

    entry = AuditEntry.objects.get(verb="forum.appeal_post")
    assert (entry.actor, entry.session) == ("", "")
    assert [event.by for event in ReviewItem.objects.open().get().events.all()] == [None]


def test_that_reports_were_dismissed_is_not_told(client_of, member, moderator, other):
    post = make_reply(make_topic(make_board(), other), other)
    actions.report_post(post, by=member, reason="Off topic.")
    decided(post, "dismiss", by=moderator)

    assert "The moderators have said nothing yet." in text(client_of(other).get(f"/forum/p/{post.ref}/said/"))


def links(page):
    return re.findall(r'href="(/[^"]+)"', page.content.decode().replace("&amp;", "&"))


def test_from_a_hidden_topic_its_author_finds_the_words_and_the_way_to_object(client_of, moderator, other):
    topic = actions.hide_topic(make_topic(make_board(), other), by=moderator)

    page = client_of(other).get(f"/forum/t/{topic.ref}/")
    said = client_of(other).get(f"/forum/t/{topic.ref}/said/")

    assert f"/forum/t/{topic.ref}/said/" in links(page)
    assert "Ask another moderator to look at it" in text(said)


@pytest.mark.parametrize("whole", [True, False], ids=["topic", "its only post"])
def test_from_a_hidden_topic_a_moderator_finds_who_hid_it_and_why(client_of, moderator, other, whole):
    topic = make_topic(make_board(), other)
    if whole:
        actions.hide_topic(topic, by=moderator, reason="It names a village.")
    else:
        actions.hide_post(topic.posts.get(), by=moderator, reason="It names a village.")
    item = ReviewItem.objects.get()

    page = client_of(moderator).get(f"/forum/t/{topic.ref}/")

    assert item.get_absolute_url() in links(page)
    assert "It names a village." in text(client_of(moderator).get(item.get_absolute_url()))


def test_every_link_beside_a_withdrawn_post_leads_a_moderator_somewhere(client_of, moderator, other, member):
    topic = make_topic(make_board(), member)
    post = actions.withdraw_post(make_reply(topic, other), by=other)
    client = client_of(moderator)

    page = client.get(f"/forum/t/{topic.ref}/")

    offered = [link for link in links(page) if post.ref in link]
    assert f"/moderation/delete/post:{post.ref}/" in offered
    assert [link for link in offered if client.get(link).status_code not in (200, 302)] == []


def test_a_withdrawn_topic_is_deleted_from_its_page(client_of, moderator, other):
    topic = make_topic(make_board(), other)
    actions.withdraw_post(topic.posts.get(), by=other)
    client, address = client_of(moderator), f"/moderation/delete/topic:{topic.ref}/"

    shown = address in links(client.get(f"/forum/t/{topic.ref}/"))

    assert (shown, client.get(address).status_code) == (True, 200)
    assert address not in links(client_of(other).get(f"/forum/t/{topic.ref}/"))


def test_the_answers_of_a_poll_that_waits_are_read_in_the_queue(as_moderator, other):
    ask = Ask(("The cold weir", "The old weir"))
    board = make_board(posting=Board.ALL_HELD)
    actions.start_poll(board, ask=ask, by=other, title="Where?", body="Choose.", once="x" * 22)

    pages = [text(as_moderator.get(place)) for place in ("/moderation/", ReviewItem.objects.get().get_absolute_url())]

    assert [answer in page for page in pages for answer in ask.choices] == [True] * 4
