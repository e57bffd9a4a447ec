"""What changed, what was audited; and that two moderators never decide twice."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from forum.actions import hide_post
from forum.models import Post
from moderation import actions
from moderation.models import Flag

pytestmark = pytest.mark.django_db


def verbs():
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def decisions():
    return set(Flag.objects.values_list("decision", "closed_by__name"))


def test_a_report_is_written_down_once_a_person_while_it_is_open(post, member, moderator):
    first = actions.flag(post, by=member, reason="It names a village.")
    again = actions.flag(post, by=member, reason="Still there.")
    another = actions.flag(post, by=moderator, reason="Yes, it does.")

    assert (again.pk, again.reason) == (first.pk, "It names a village.")
    assert another.pk != first.pk
    assert verbs().count("moderation.flag") == 2


def test_after_a_decision_one_may_report_again(post, member, moderator):
    actions.flag(post, by=member, reason="It names a village.")
    actions.decide(post, "dismiss", by=moderator)

    actions.flag(post, by=member, reason="It names another.")

    assert Flag.objects.open().get().reason == "It names another."


def test_dismissing_closes_all_reports_of_the_thing_and_of_no_other(post, member, moderator, steward):
    for person in (member, steward):
        actions.flag(post, by=person, reason="It names a village.")
    other_thing = actions.flag(post.topic, by=member, reason="Off topic.")

    actions.decide(post, "dismiss", by=moderator, reason="It is a district.")

    assert list(Flag.objects.open()) == [other_thing]
    assert set(Flag.objects.filter(key=key_of(post)).values_list("decision", "closed_by")) == {
        ("dismiss", moderator.pk)
    }
    assert AuditEntry.objects.get(verb="moderation.decide").reason == "dismiss It is a district."
    assert Post.objects.get(pk=post.pk).hidden_at is None


def test_deciding_to_hide_hides_and_says_so_twice_in_the_log(post, member, moderator):
    actions.flag(post, by=member, reason="It names a village.")

    actions.decide(post, "hide", by=moderator, reason="a village")

    assert Post.objects.get(pk=post.pk).hidden_at is not None
    assert decisions() == {("hide", "Mona Moderator")}
    assert verbs()[-2:] == ["moderation.decide", "forum.hide_post"]


def test_the_second_moderator_is_told_that_it_is_decided(post, member, moderator, make_member):
    actions.flag(post, by=member, reason="It names a village.")
    actions.decide(post, "dismiss", by=moderator)

    with pytest.raises(actions.AlreadyDecided):
        actions.decide(post, "hide", by=make_member("Second", roles=["moderator"]))

    assert Post.objects.get(pk=post.pk).hidden_at is None
    assert verbs().count("moderation.decide") == 1


def test_what_was_hidden_without_the_list_needs_no_decision_any_more(post, member, moderator):
    actions.flag(post, by=member, reason="It names a village.")
    hide_post(post, by=moderator)

    with pytest.raises(actions.AlreadyDecided):
        actions.decide(post, "hide", by=moderator)


@pytest.mark.parametrize("decision", ["approve", "delete", "", "__class__"])
def test_a_decision_that_its_kind_does_not_know_changes_nothing(post, member, moderator, decision):
    actions.flag(post, by=member, reason="It names a village.")

    with pytest.raises(NotAllowed):
        actions.decide(post, decision, by=moderator)

    assert Flag.objects.open().count() == 1


def test_staff_from_outside_decide_nothing_in_a_space(secret_post, other, moderator, steward, operator):
    actions.flag(secret_post, by=other, reason="Look.")

    for person in (moderator, steward, operator, other):
        with pytest.raises(NotAllowed):
            actions.decide(secret_post, "hide", by=person)

    assert (Flag.objects.open().count(), Post.objects.get(pk=secret_post.pk).hidden_at) == (1, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"decision": "hide"},
        {"closed_at": timezone.now()},
    ],
)
def test_the_database_refuses_reports_that_cannot_be(post, member, wrong):
    report = actions.flag(post, by=member, reason="It names a village.")

    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.filter(pk=report.pk).update(**wrong)
