"""What changed, who was told, what was audited, what was queued."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.forms import new_once
from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from forum import actions, refusals
from forum.models import Mention, Post, Quote, ReadMark, Revision, Topic
from moderation.models import Flag
from notifications.models import Notice
from search.models import Pending
from tests.factories.forum import make_board, make_reply, make_topic
from tests.mailing import announce_all

pytestmark = pytest.mark.django_db


def verbs():
    return list(AuditEntry.objects.filter(verb__startswith="forum.").order_by("id").values_list("verb", flat=True))


def told(thing):
    return {(notice.recipient.name, notice.kind) for notice in Notice.objects.filter(key=key_of(thing))}


def queued(thing):
    return Pending.objects.filter(key=key_of(thing)).values_list("whole_tree", "narrows").first()


def backdate(post, **ago):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(**ago))


def test_starting_a_topic_writes_it_with_its_first_post(board, member):
    topic = actions.start_topic(board, by=member, title="Who holds the phone?", body="In *practice*.", once=new_once())

    post = topic.posts.get()
    assert (topic.audience_id, topic.author, topic.language, topic.kind) == ("members", member, "en", "question")
    assert (topic.last_number, topic.post_count, topic.last_post, topic.bumped_at) == (1, 1, post, post.created_at)
    assert (post.number, post.author, post.body) == (1, member, "In *practice*.")
    assert post.body_html == '<p dir="auto">In <em>practice</em>.</p>\n'
    assert (post.origin.user, topic.origin.user) == (member, member)
    assert (verbs(), queued(topic)) == (["forum.create_board", "forum.start_topic"], (False, False))


def test_replying_moves_the_counters_tells_the_author_and_queues_the_post(topic, member, other):
    post = make_reply(topic, member)

    topic.refresh_from_db()
    assert (post.number, topic.last_number, topic.post_count, topic.last_post) == (2, 2, 2, post)
    assert topic.bumped_at == post.created_at
    assert told(post) == {("Otto Other", "forum.reply")}
    assert queued(post) == (False, False)
    assert verbs()[-1] == "forum.reply"


def test_participants_hear_of_a_reply_and_its_writer_does_not(topic, make_member):
    first, second = make_member("First"), make_member("Second")
    make_reply(topic, first)

    post = make_reply(topic, second)
    announce_all()

    assert told(post) == {("Otto Other", "forum.reply"), ("First", "forum.post")}


def test_the_same_once_is_the_same_reply(topic, member):
    once = new_once()

    first, second = (make_reply(topic, member, once=once) for _ in range(2))

    assert (first.pk, topic.posts.count()) == (second.pk, 2)


def test_the_same_once_is_the_same_topic(board, member):
    once = new_once()

    first, second = (make_topic(board, member, once=once) for _ in range(2))

    assert (first.pk, Topic.objects.count(), Post.objects.count()) == (second.pk, 1, 1)


def test_the_same_once_of_two_people_is_two_replies(topic, member, moderator):
    once = new_once()

    make_reply(topic, member, once=once)
    make_reply(topic, moderator, once=once)

    assert topic.posts.count() == 3


def test_a_reply_is_refused_when_the_topic_was_closed(topic, member, moderator):
    actions.lock_topic(topic, by=moderator)

    with pytest.raises(refusals.TopicClosed):
        make_reply(topic, member)


def test_a_reply_is_refused_when_the_topic_is_gone(topic, member, moderator):
    actions.hide_topic(topic, by=moderator)

    with pytest.raises(refusals.TopicGone):
        make_reply(topic, member)


def test_an_outsider_of_a_space_is_refused_without_a_reason(secret_board, other, member):
    topic = make_topic(secret_board, other)

    with pytest.raises(NotAllowed):
        make_reply(topic, member)


def test_a_mention_is_told_above_a_reply(topic, member, other):
    post = make_reply(topic, member, body=f"@[Otto Other](person:{other.ref}) what do you say?")

    assert told(post) == {("Otto Other", "forum.mention")}
    assert list(Mention.objects.values_list("post", "user")) == [(post.pk, other.pk)]


def test_a_name_typed_after_an_at_sign_becomes_a_reference(topic, member, other, make_member):
    make_member("Two Alike")
    make_member("Two Alike")

    post = make_reply(topic, member, body="As @Otto Other, said; not @Two Alike, `@Otto Other` or mail@Otto Other.")

    assert post.body == (
        f"As @[Otto Other](person:{other.ref}), said; not @Two Alike, `@Otto Other` or mail@Otto Other."
    )


def test_nobody_is_mentioned_where_they_may_not_read(secret_board, other, member):
    topic = make_topic(secret_board, other)

    post = make_reply(topic, other, body=f"@Amara Member and @[Amara Member](person:{member.ref})")

    assert post.body == f"@Amara Member and @[Amara Member](person:{member.ref})"
    assert (Mention.objects.count(), told(post)) == (0, set())


def test_ten_mentions_are_told_and_no_more(topic, member, make_member):
    body = " ".join(f"@[x](person:{make_member().ref})" for _ in range(12))

    assert Mention.objects.filter(post=make_reply(topic, member, body=body)).count() == 10


def test_a_quote_is_written_down_and_told_below_an_answer_and_above_what_one_watches(topic, post, member, make_member):
    third = make_member("Third")
    quoted = make_reply(topic, third)
    body = f"> [Otto Other](post:{post.ref}):\n>\n> Words\n\n> [Third](post:{quoted.ref}):\n>\n> More\n\nYes."

    quoting = make_reply(topic, member, body=body)
    announce_all()

    assert set(Quote.objects.values_list("post", "quoted")) == {(quoting.pk, post.pk), (quoting.pk, quoted.pk)}
    assert told(quoting) == {("Otto Other", "forum.reply"), ("Third", "forum.quote")}


def test_a_quote_into_a_wider_audience_is_refused(secret_board, board, other):
    secret = make_topic(secret_board, other).posts.get()
    topic = make_topic(board, other)

    with pytest.raises(refusals.WiderAudience):
        make_reply(topic, other, body=f"> [x](post:{secret.ref}):\n> Words")

    assert topic.posts.count() == 1


def test_a_quote_of_what_one_may_not_read_is_only_words(secret_board, topic, other, member):
    secret = make_topic(secret_board, other).posts.get()

    post = make_reply(topic, member, body=f"> [x](post:{secret.ref}):\n> Words")

    assert (Quote.objects.count(), post.number) == (0, 2)


def test_a_small_early_edit_of_an_unanswered_post_leaves_no_version(topic, other):
    post = make_reply(topic, other, body="From practice it works if the warrent is there.")

    actions.edit_post(post, by=other, body="From practice it works if the warrant is there.")

    post.refresh_from_db()
    assert (post.body[-17:], post.edited_at, Revision.objects.count()) == ("warrant is there.", None, 0)


@pytest.mark.parametrize(("body", "better"), [
    ("It is allowed.", "It is forbidden."),
    ("word " * 1000, "word " * 1000 + "x" * 201),
    ("word " * 1000, "other " * 60 + "word " * 940),
])  # fmt: skip
def test_an_early_edit_that_changes_much_keeps_its_version(topic, other, body, better):
    post = make_reply(topic, other, body=body)

    actions.edit_post(post, by=other, body=better)

    assert post.revisions.count() == 2


def test_many_small_edits_are_a_large_one(topic, other):
    post = make_reply(topic, other, body="one two three four five six seven eight nine ten")

    for said in ("two", "three"):
        actions.edit_post(post, by=other, body=Post.objects.get(pk=post.pk).body.replace(said, "x"))

    assert list(post.revisions.order_by("number").values_list("body", flat=True)) == [
        "one x three four five six seven eight nine ten", "one x x four five six seven eight nine ten",
    ]  # fmt: skip


def test_an_edit_of_a_text_that_changed_meanwhile_overwrites_nothing(post, other):
    opened = post.digest
    actions.edit_post(post, by=other, body="From the phone.", made_from=opened)

    with pytest.raises(refusals.ChangedMeanwhile) as refused:
        actions.edit_post(post, by=other, body="From the desk.", made_from=opened)

    assert (refused.value.post.body, Post.objects.get(pk=post.pk).body) == ("From the phone.", "From the phone.")


def test_the_same_edit_sent_twice_is_one(post, other):
    for _ in range(2):
        actions.edit_post(post, by=other, body="Better.", made_from=post.digest)

    assert (Post.objects.get(pk=post.pk).body, post.revisions.count()) == ("Better.", 2)


def test_a_later_edit_keeps_every_version(post, other):
    before = post.body
    backdate(post, hours=1)

    actions.edit_post(post, by=other, body="Better.", reason="spelling")
    actions.edit_post(post, by=other, body="Best.")

    post.refresh_from_db()
    versions = list(post.revisions.order_by("number").values_list("number", "body", "reason", "by"))
    assert versions == [
        (1, before, "", other.pk),
        (2, "Better.", "spelling", other.pk),
        (3, "Best.", "", other.pk),
    ]
    assert post.body_html == '<p dir="auto">Best.</p>\n'
    assert post.edited_at is not None


def test_an_answered_post_keeps_its_version_however_early_the_edit(topic, member, other):
    first = topic.posts.get()
    make_reply(topic, member)

    actions.edit_post(first, by=other, body="Another question.")

    assert first.revisions.count() == 2


def test_an_edit_tells_only_those_newly_mentioned(topic, member, other, make_member):
    third = make_member("Third")
    post = make_reply(topic, member, body="@Otto Other")
    Notice.objects.all().delete()

    actions.edit_post(post, by=member, body=f"{post.body} and @Third")

    assert told(post) == {("Third", "forum.mention")}
    assert set(post.mentions.values_list("user", flat=True)) == {other.pk, third.pk}


def test_nobody_edits_the_text_of_another(post, member, moderator):
    for person in (member, moderator):
        with pytest.raises(NotAllowed):
            actions.edit_post(post, by=person, body="Mine.")


def test_an_edit_of_the_opening_post_queues_the_topic(topic, other):
    Pending.objects.all().delete()

    actions.edit_post(topic.posts.get(), by=other, body="Else.")

    assert list(Pending.objects.values_list("key", flat=True)) == [key_of(topic)]


def test_withdrawing_the_last_post_gives_the_topic_its_earlier_end(topic, post, other):
    actions.withdraw_post(post, by=other)

    topic.refresh_from_db()
    first = topic.posts.get(number=1)
    assert (topic.last_number, topic.post_count, topic.last_post, topic.bumped_at) == (2, 1, first, first.created_at)
    assert (topic.withdrawn_at, queued(post)) == (None, (False, True))


def test_a_number_is_never_given_again(topic, post, other, member):
    actions.withdraw_post(post, by=other)

    assert make_reply(topic, member).number == 3


def test_a_topic_without_another_post_goes_with_its_first(topic, other):
    actions.withdraw_post(topic.posts.get(), by=other)

    topic.refresh_from_db()
    assert topic.withdrawn_at is not None
    assert queued(topic) == (True, True)


def test_a_hidden_post_comes_back_as_it_was(topic, post, moderator):
    actions.hide_post(post, by=moderator, reason="names a village")
    hidden = Topic.objects.get(pk=topic.pk).post_count
    actions.restore_post(post, by=moderator)

    topic.refresh_from_db()
    assert (hidden, topic.post_count, topic.last_post) == (1, 2, post)
    assert verbs()[-2:] == ["forum.hide_post", "forum.restore_post"]
    assert AuditEntry.objects.get(verb="forum.hide_post").reason == "names a village"


def test_hiding_the_only_post_hides_the_topic_and_restoring_brings_both_back(topic, moderator):
    first = topic.posts.get()
    actions.hide_post(first, by=moderator)
    topic.refresh_from_db()
    hidden = topic.hidden_at

    actions.restore_post(first, by=moderator)

    topic.refresh_from_db()
    assert hidden is not None
    assert (topic.hidden_at, topic.post_count) == (None, 1)


def test_only_moderators_hide(post, member, other, steward):
    for person in (member, other, steward):
        with pytest.raises(NotAllowed):
            actions.hide_post(post, by=person)


def test_closing_twice_is_closing_once(topic, moderator):
    for deed in (actions.lock_topic, actions.lock_topic, actions.pin_topic, actions.unlock_topic, actions.unpin_topic):
        deed(topic, by=moderator)

    topic.refresh_from_db()
    assert (topic.locked_at, topic.pinned_at) == (None, None)
    assert verbs()[-4:] == ["forum.lock_topic", "forum.pin_topic", "forum.unlock_topic", "forum.unpin_topic"]


def test_one_person_has_one_open_report_of_a_post(post, member, moderator):
    for _ in range(2):
        actions.report_post(post, by=member, reason="It names a village.")

    flag = Flag.objects.get()
    assert (flag.key, flag.reporter, flag.reason, flag.closed_at) == (
        key_of(post),
        member,
        "It names a village.",
        None,
    )


def test_hiding_closes_the_reports(post, member, moderator):
    actions.report_post(post, by=member, reason="It names a village.")

    actions.hide_post(post, by=moderator)

    assert Flag.objects.values_list("decision", "closed_by").get() == ("hide", moderator.pk)


def test_a_read_mark_only_moves_up(topic, post, member):
    for number in (2, 1):
        actions.mark_read(topic, number, by=member)

    assert ReadMark.objects.get(user=member).number == 2


def test_catching_up_reaches_no_further_than_now_and_never_back(member):
    before = member.caught_up_at
    actions.catch_up(by=member, until=timezone.now() + timedelta(days=9))
    member.refresh_from_db()
    reached = member.caught_up_at
    actions.catch_up(by=member, until=before)

    member.refresh_from_db()
    assert before < reached <= timezone.now()
    assert member.caught_up_at == reached


def test_recount_mends_what_is_wrong_and_says_so(topic, post):
    Topic.objects.filter(pk=topic.pk).update(post_count=0, last_post=None)
    said, again = StringIO(), StringIO()

    call_command("forum", "recount", stdout=said)
    call_command("forum", "recount", stdout=again)

    topic.refresh_from_db()
    assert (topic.post_count, topic.last_post) == (2, post)
    assert said.getvalue().splitlines()[-1] == "1 of 1 topics were wrong."
    assert again.getvalue() == "0 of 1 topics were wrong.\n"


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": ""},
        {"number": 1},
        {"number": 0},
    ],
)
def test_the_database_refuses_posts_that_cannot_be(post, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(**wrong)


def test_the_database_takes_an_erased_post_without_text(post):
    Post.objects.filter(pk=post.pk).update(body="", body_html="", erased_at=timezone.now())

    assert Post.objects.get(pk=post.pk).number == 2


@pytest.mark.parametrize(
    ("body", "said", "language"),
    [
        ("كيف تُدار زيارة الشاهد؟", "en", "ar"),
        ("Чи передаєте ви оцінку загроз?", "en", "uk"),
        ("Qui tient le téléphone ?", "fr", "fr"),
        ("Who?", "ar", "en"),
        ("42", "ar", "ar"),
        ("42", "", "en"),
    ],
)
def test_a_text_speaks_the_language_of_its_script(topic, member, body, said, language):
    assert make_reply(topic, member, body=body, language=said).language == language


def test_a_board_speaks_the_reader_s_language_or_english(board, client_of):
    board = make_board(texts={"en": ("Witnesses", "en"), "ar": ("الشهود", "ar")})
    french = make_board(texts={"fr": ("Témoins", "fr")})

    assert (board.title, board.language) == ("Witnesses", "en")
    assert (french.title, french.language) == ("Témoins", "fr")


def test_a_dry_recount_says_what_is_wrong_and_changes_nothing(topic, post):
    Topic.objects.filter(pk=topic.pk).update(post_count=0)
    said = StringIO()

    call_command("forum", "recount", dry_run=True, stdout=said)

    assert said.getvalue() == f"topic {topic.pk}: post_count was 0, is 2\n1 of 1 topics were wrong.\n"
    assert Topic.objects.get(pk=topic.pk).post_count == 0


def test_recount_never_gives_a_number_again(topic, post, other, member):
    actions.withdraw_post(post, by=other)
    Post.objects.filter(pk=post.pk).delete()

    call_command("forum", "recount", stdout=StringIO())

    topic.refresh_from_db()
    assert make_reply(topic, member).number == 3


class TestComingBack:
    """What went out of sight comes back with what it went with, and with nothing else."""

    def test_a_topic_whose_posts_went_in_turn_comes_back_with_the_restored_one(self, topic, other, moderator):
        first = topic.posts.get(number=1)
        answer = make_reply(topic, other)
        actions.hide_post(first, by=moderator)
        actions.withdraw_post(answer, by=other)

        actions.restore_post(Post.objects.get(pk=first.pk), by=moderator)

        topic.refresh_from_db()
        assert (topic.stands, topic.post_count) == (True, 1)

    def test_a_topic_that_was_hidden_itself_stays_hidden(self, topic, moderator):
        actions.hide_topic(topic, by=moderator)
        post = Post.objects.get(topic=topic, number=1)
        actions.hide_post(post, by=moderator)

        actions.restore_post(Post.objects.get(pk=post.pk), by=moderator)

        topic.refresh_from_db()
        assert topic.hidden_at is not None


def test_the_reason_of_an_edit_is_no_part_of_the_audit_log(topic, member):
    post = topic.posts.get(number=1)
    actions.edit_post(post, by=post.author, body="Other words.", reason="Kittiwake added")

    assert list(AuditEntry.objects.filter(verb="forum.edit_post").values_list("reason", flat=True)) == [""]
