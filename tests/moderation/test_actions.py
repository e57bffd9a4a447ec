"""What changed, who was told, what was audited; and that two moderators never overwrite each other."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from forum.actions import edit_post, hide_post, restore_post
from forum.models import Post, Topic
from moderation import actions, refusals
from moderation.actions import Saying
from moderation.models import Flag, ReviewEvent, ReviewItem
from moderation.said import said_to_author
from notifications.models import Notice
from tests.factories.forum import make_reply

pytestmark = pytest.mark.django_db
WORDS = Saying(words="Please leave the village out.")


def verbs():
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def history(item):
    return list(item.events.order_by("version").values_list("version", "what", "why", "by__name"))


def told(person):
    return list(person.notices.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def reported(post, member, item_of):
    actions.flag(post, by=member, reason="It names a village.")
    return item_of(post)


@pytest.fixture
def decide(item_of):
    """decide(thing, decision, by=…) on its item as it is now."""

    def deed(thing, decision, **details):
        item = item_of(thing)
        return actions.decide(item, thing, decision, **{"version": item.version, **details})

    return deed


# --- reports


def test_a_report_is_written_down_once_a_person_while_it_is_open(post, member, moderator):
    first = actions.flag(post, by=member, reason="It names a village.", why=Flag.AT_RISK)
    again = actions.flag(post, by=member, reason="Still there.")
    another = actions.flag(post, by=moderator, reason="Yes, it does.")

    assert (again.pk, again.why, again.reason) == (first.pk, "at_risk", "It names a village.")
    assert another.pk != first.pk
    assert verbs().count("moderation.flag") == 2


def test_reports_of_one_thing_open_one_item_and_join_it(post, member, moderator, item_of):
    actions.flag(post, by=member, reason="It names a village.")
    actions.flag(post, by=moderator, reason="Yes, it does.")

    assert ReviewItem.objects.open().count() == 1
    assert history(item_of(post)) == [(1, "opened", "flag", None), (2, "joined", "flag", None)]


def test_after_a_decision_one_may_report_again(post, member, moderator, decide):
    actions.flag(post, by=member, reason="It names a village.")
    decide(post, "dismiss", by=moderator)

    actions.flag(post, by=member, reason="It names another.")

    assert Flag.objects.open().get().reason == "It names another."
    assert ReviewItem.objects.count() == 2


def test_dismissing_closes_all_reports_of_the_thing_and_of_no_other(post, member, moderator, steward, decide):
    for person in (member, steward):
        actions.flag(post, by=person, reason="It names a village.")
    other_thing = actions.flag(post.topic, by=member, reason="Off topic.")

    decide(post, "dismiss", by=moderator, reason="It is a district.")

    assert list(Flag.objects.open()) == [other_thing]
    assert set(Flag.objects.filter(key=key_of(post)).values_list("decision", "closed_by")) == {
        ("dismiss", moderator.pk)
    }
    assert AuditEntry.objects.get(verb="moderation.decide").reason == "dismiss It is a district."
    assert Post.objects.get(pk=post.pk).hidden_at is None


def test_who_reported_hears_what_became_of_it_in_the_moderators_words_and_without_a_name(
    post, member, moderator, decide
):
    actions.flag(post, by=member, reason="It names a village.")

    decide(
        post, "dismiss", by=moderator, to_reporters=Saying({"en": "Thank you.", "fr": "Merci."}, "It is a district.")
    )

    notice, flag = member.notices.get(), Flag.objects.get()
    assert (notice.kind, notice.key, notice.actor) == ("moderation.answered", f"flag:{flag.ref}", "")
    assert (flag.reply, flag.words) == ({"en": "Thank you.", "fr": "Merci."}, "It is a district.")


# --- deciding


def test_an_author_reads_what_was_decided_and_whatever_has_words_for_them(post, moderator, reported, decide):
    actions.claim(reported, post, by=moderator)
    decide(post, "dismiss", by=moderator, to_author=WORDS)
    actions.open_item(post, ReviewItem.HAND)
    decide(post, "dismiss", by=moderator)
    actions.open_item(post, ReviewItem.HAND)
    decide(post, "hide", by=moderator)

    said = [(each["event"].what, each["event"].words) for each in said_to_author([key_of(post)])]

    assert said == [("hide", ""), ("dismiss", WORDS.words)]


def test_deciding_to_hide_hides_tells_the_author_and_says_so_in_the_log(post, other, moderator, reported, decide):
    decide(post, "hide", by=moderator, reason="a village", to_author=WORDS)

    assert Post.objects.get(pk=post.pk).hidden_at is not None
    assert Flag.objects.get().decision == "hide"
    assert verbs()[-2:] == ["forum.hide_post", "moderation.decide"]
    assert told(other) == ["forum.said"]
    assert reported.events.get(what="hide").words == "Please leave the village out."


def test_the_second_moderator_is_told_that_it_is_decided(post, reported, moderator, make_member):
    actions.decide(reported, post, "dismiss", by=moderator, version=1)

    with pytest.raises(refusals.AlreadyDecided):
        actions.decide(reported, post, "hide", by=make_member("Second", roles=["moderator"]), version=1)

    assert Post.objects.get(pk=post.pk).hidden_at is None
    assert verbs().count("moderation.decide") == 1


@pytest.mark.parametrize("meanwhile", ["reported", "changed", "taken up"])
def test_a_decision_on_what_has_changed_meanwhile_is_refused(post, reported, other, moderator, make_member, meanwhile):
    second = make_member("Second", roles=["moderator"])
    if meanwhile == "reported":
        actions.flag(post, by=second, reason="Worse.")
    elif meanwhile == "changed":
        edit_post(post, by=other, body="Without the village.")
    else:
        actions.claim(reported, post, by=moderator)

    with pytest.raises(refusals.Stale):
        actions.decide(reported, post, "hide", by=moderator, version=1)

    assert (Post.objects.get(pk=post.pk).hidden_at, ReviewItem.objects.open().count()) == (None, 1)


def test_what_was_hidden_without_the_queue_needs_no_decision_any_more(post, moderator, reported):
    hide_post(post, by=moderator)

    with pytest.raises(refusals.AlreadyDecided):
        actions.decide(reported, post, "hide", by=moderator, version=1)
    assert history(reported)[-1] == (2, "hide", "", "Mona Moderator")


@pytest.mark.parametrize("decision", ["approve", "restore", "delete", "", "__class__"])
def test_a_decision_that_does_not_fit_changes_nothing(post, moderator, reported, decide, decision):
    with pytest.raises(NotAllowed):
        decide(post, decision, by=moderator)

    assert Flag.objects.open().count() == 1


def test_staff_from_outside_decide_nothing_in_a_space(secret_post, other, moderator, steward, operator, item_of):
    actions.flag(secret_post, by=other, reason="Look.")
    item = item_of(secret_post)

    for person in (moderator, steward, operator, other):
        with pytest.raises(NotAllowed):
            actions.decide(item, secret_post, "hide", by=person, version=1)
        with pytest.raises(NotAllowed):
            actions.claim(item, secret_post, by=person)

    assert (Flag.objects.open().count(), Post.objects.get(pk=secret_post.pk).hidden_at) == (1, None)


# --- what is held


def test_approved_a_post_gets_its_number_and_whoever_should_hears(held_post, moderator, other, decide):
    starter = held_post.topic.author
    before = held_post.number, told(starter)

    decide(held_post, "approve", by=moderator)

    held_post.refresh_from_db()
    assert (before, held_post.number, held_post.held_at) == ((None, []), 2, None)
    assert (told(starter), told(other)) == (["forum.reply"], ["forum.approved"])


def test_rejected_a_post_never_gets_a_number(held_post, moderator, other, decide):
    decide(held_post, "reject", by=moderator, to_author=WORDS)

    held_post.refresh_from_db()
    assert (held_post.number, held_post.hidden_at is None, held_post.topic.last_number) == (None, False, 1)
    assert told(other) == ["forum.said"]


def test_asked_for_a_change_the_item_waits_aside_until_it_is_made(held_post, moderator, other, item_of):
    item = item_of(held_post)
    actions.ask(item, held_post, by=moderator, version=1, to_author=WORDS)
    aside = ReviewItem.objects.waiting().count()

    edit_post(held_post, by=other, body="Without the village.")

    assert (aside, list(ReviewItem.objects.waiting())) == (0, [item])
    assert [what for _, what, _, _ in history(item)] == ["opened", "asked", "changed"]
    assert told(other) == ["forum.asked"]


def test_to_ask_for_a_change_one_says_which(held_post, moderator, item_of):
    with pytest.raises(refusals.NothingSaid):
        actions.ask(item_of(held_post), held_post, by=moderator, version=1, to_author=Saying())


def test_nothing_in_the_queue_names_the_author(held_post, other, moderator, item_of):
    edit_post(held_post, by=other, body="Without the village.")

    assert set(item_of(held_post).events.values_list("by", "note")) == {(None, "")}


# --- who looks at it


def test_what_another_looks_at_is_taken_over_or_left(post, reported, moderator, make_member, item_of):
    second = make_member("Second", roles=["moderator"])
    actions.claim(reported, post, by=moderator)

    with pytest.raises(refusals.ClaimedByAnother):
        actions.claim(reported, post, by=second)
    with pytest.raises(refusals.ClaimedByAnother):
        actions.decide(reported, post, "dismiss", by=second, version=2)
    actions.claim(reported, post, by=second, takes_over=True)

    assert item_of(post).claimed_by == second


def test_a_claim_lapses_after_half_an_hour(post, reported, moderator, make_member):
    actions.claim(reported, post, by=moderator)
    ReviewItem.objects.update(claimed_at=timezone.now() - timezone.timedelta(minutes=31))

    actions.decide(reported, post, "dismiss", by=make_member("Second", roles=["moderator"]), version=2)

    assert ReviewItem.objects.get().decision == "dismiss"


def test_a_claim_lapses_at_once_with_the_role(post, reported, moderator, make_member, steward):
    from members.actions import dismiss

    actions.claim(reported, post, by=moderator)
    dismiss(moderator, "moderator", by=steward)

    actions.claim(reported, post, by=make_member("Second", roles=["moderator"]))

    assert ReviewItem.objects.get().claimed_by.name == "Second"


def test_given_to_somebody_who_moderates_there_they_hear_of_it(post, reported, moderator, make_member, member):
    second = make_member("Second", roles=["moderator"])

    actions.assign(reported, post, to=second, by=moderator)
    with pytest.raises(refusals.NotAModerator):
        actions.assign(reported, post, to=member, by=moderator)

    assert (ReviewItem.objects.get().assigned_to, told(second)) == (second, ["moderation.assigned"])


# --- enough reports


@pytest.fixture
def report(make_member):
    """report(thing, how many) by so many new members."""

    def deed(thing, many):
        for _ in range(many):
            actions.flag(thing, by=make_member(), reason="It names a village.", why=Flag.AT_RISK)

    return deed


def test_enough_reports_hide_a_post_with_nobody_as_actor_and_its_author_is_told(post, other, report, item_of):
    report(post, 2)
    before = Post.objects.get(pk=post.pk).hidden_at
    report(post, 1)

    entry = AuditEntry.objects.get(verb="moderation.hide_by_reports")
    assert (before, Post.objects.get(pk=post.pk).hidden_at is None) == (None, False)
    assert (entry.actor, told(other)) == ("system", ["forum.hidden"])
    assert (item_of(post).is_open, history(item_of(post))[-1]) == (True, (4, "hidden", "", None))


def test_reports_of_an_opening_post_hide_its_title_too_and_both_come_back(post, moderator, report, decide):
    opening = post.topic.posts.get(number=1)
    report(opening, 3)
    hidden = Topic.objects.get().hidden_at

    decide(Post.objects.get(pk=opening.pk), "restore", by=moderator)

    assert (hidden is None, Topic.objects.get().hidden_at) == (False, None)


def test_a_human_undoes_it_and_is_not_overruled(post, moderator, report, decide):
    report(post, 3)
    decide(Post.objects.get(pk=post.pk), "restore", by=moderator)

    report(post, 5)

    assert Post.objects.get(pk=post.pk).hidden_at is None
    assert Flag.objects.filter(decision="restore").count() == 3


def test_hidden_by_reports_it_can_be_left_hidden(post, moderator, report, decide):
    report(post, 3)

    decide(post, "hide", by=moderator)

    assert (Post.objects.get(pk=post.pk).hidden_at is None, Flag.objects.filter(decision="hide").count()) == (False, 3)


def test_reports_of_who_was_seldom_right_weigh_less(post, member, moderator, report, decide):
    for _ in range(6):
        wrong = make_reply(post.topic, post.author)
        actions.flag(wrong, by=member, reason="Off topic.")
        decide(wrong, "dismiss", by=moderator)

    report(post, 2)
    actions.flag(post, by=member, reason="Off topic.")

    assert Post.objects.get(pk=post.pk).hidden_at is None


def test_brought_back_from_its_topic_the_item_is_closed(post, moderator, report, item_of):
    report(post, 3)

    restore_post(Post.objects.get(pk=post.pk), by=moderator)

    assert item_of(post).decision == "restore"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "", "why": "other"},
        {"decision": "hide"},
        {"closed_at": timezone.now()},
    ],
)
def test_the_database_refuses_reports_that_cannot_be(post, member, wrong):
    report = actions.flag(post, by=member, reason="It names a village.")

    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.filter(pk=report.pk).update(**wrong)


def test_the_database_holds_one_open_item_a_thing(reported):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewItem.objects.create(key=reported.key, why="flag")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewEvent.objects.create(item=reported, version=1, what="joined")


def test_a_notice_of_a_report_is_its_reporters_alone(post, member, moderator, decide):
    actions.flag(post, by=member, reason="It names a village.")
    decide(post, "dismiss", by=moderator)

    assert set(Notice.objects.filter(key__startswith="flag:").values_list("recipient", flat=True)) == {member.pk}
