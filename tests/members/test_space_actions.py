"""Spaces: what changed, who was told, what was refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import things
from core.models import AuditEntry
from core.refusals import NotAllowed
from members import actions, rules
from members.actions.inviting import file_request
from members.actions.keeping_up import keep_up_spaces
from members.models import Invitation, Membership, Space, SpaceInvitation
from notifications.actions import choose_channels
from notifications.models import Notice
from notifications.querysets import standing_for
from search.models import Pending
from tests.factories.forum import make_board, make_topic
from tests.mailing import mailed
from tests.members.conftest import anew

pytestmark = pytest.mark.django_db


def told(user):
    """Kinds of the notices that this person may still be shown."""
    return sorted(notice.kind for notice, _, _ in standing_for(Notice.objects.filter(recipient=user), anew(user)))


def is_inside(user, space):
    return rules.can_enter(anew(user), space)


# --- coming in by invitation


def test_an_invitation_into_a_sealed_space_opens_with_the_second_keepers_word(kept, keepers, member):
    space = kept()
    first, second = keepers
    invitation = actions.invite_into(member, space, by=first, line="We met in May.")
    waiting = (told(member), told(second), Space.objects.visible_to(anew(member)).exists())
    with pytest.raises(actions.InvitationGone):
        actions.accept_invitation(invitation, by=member)

    actions.second_invitation(invitation, by=second)
    opened = (told(member), Space.objects.visible_to(anew(member)).exists(), is_inside(member, space))
    actions.accept_invitation(invitation, by=member)

    assert waiting == ([], ["members.invitation_to_second"], False)
    assert opened == (["members.invited"], True, False)
    assert is_inside(member, space) is True
    verbs = list(AuditEntry.objects.order_by("-id").values_list("verb", flat=True)[:3])
    assert verbs == ["members.accept_invitation", "members.second_invitation", "members.invite_into"]


@pytest.mark.parametrize("who", ["the one who invites", "a member of the space", "staff", "the invited"])
def test_nobody_but_another_keeper_says_the_second_word(kept, keepers, member, other, make_member, who):
    space = kept(people=[other])
    invitation = actions.invite_into(member, space, by=keepers[0])
    people = {
        "the one who invites": keepers[0],
        "a member of the space": other,
        "staff": make_member(roles=["steward", "operator"]),
        "the invited": member,
    }

    with pytest.raises(NotAllowed):
        actions.second_invitation(invitation, by=people[who])

    assert SpaceInvitation.objects.get().opens_at is None


def test_where_one_keeper_is_alone_it_opens_after_a_day_of_which_the_space_is_told(make_space, keepers, member, other):
    space = make_space(Space.SECRET, keeper=keepers[0], people=[other])

    invitation = actions.invite_into(member, space, by=keepers[0])
    before = (keep_up_spaces(), told(other), told(member))
    SpaceInvitation.objects.update(opens_at=timezone.now())
    after = (keep_up_spaces(), keep_up_spaces(), told(member))

    assert timedelta(hours=23) < invitation.opens_at - invitation.created_at <= timedelta(days=1, minutes=1)
    assert before == (0, ["members.invitation_soon"], [])
    assert after == (1, 0, ["members.invited"])


def test_the_mail_of_an_invitation_names_neither_the_space_nor_who_invites(kept, keepers, member):
    space = kept(name="Kittiwake team")
    invitation = actions.invite_into(member, space, by=keepers[0], line="Kittiwake line")
    actions.second_invitation(invitation, by=keepers[1])

    [mail] = [each for each in mailed() if each.to == [member.email]]

    whole = str(mail.message())
    assert [word for word in ("Kittiwake", "Karla", space.ref) if word in whole] == []


def test_new_terms_make_no_keeper_alone(kept, keepers, member, other):
    space = kept(people=[other])
    actions.change_space(space, by=keepers[0], terms="New terms.")

    invitation = actions.invite_into(member, space, by=anew(keepers[0]))
    wish = actions.change_kind(space, Space.OPEN, by=anew(keepers[0]))

    assert (invitation.opens_at, bool(wish)) == (None, True)
    second = {"members.invitation_to_second", "members.widening"}
    assert second <= set(told(keepers[1]))
    with pytest.raises(NotAllowed):
        actions.second_invitation(invitation, by=anew(keepers[1]))
    actions.accept_terms(space, by=keepers[1])
    actions.second_invitation(invitation, by=anew(keepers[1]))


def test_who_stands_at_the_door_is_told_too_that_an_invitation_opens(make_space, keepers, member, other):
    space = make_space(Space.SECRET, keeper=keepers[0], people=[other])
    actions.change_space(space, by=keepers[0], terms="New terms.")

    actions.invite_into(member, space, by=anew(keepers[0]))

    assert (is_inside(other, space), "members.invitation_soon" in told(other)) == (False, True)


@pytest.mark.parametrize("way", ["added", "taken out"])
def test_an_old_invitation_brings_nobody_back(kept, keepers, member, way):
    space = kept()
    if way == "added":
        invitation = actions.invite_into(member, space, by=keepers[0])
        actions.second_invitation(invitation, by=keepers[1])
        actions.add_to_space(member, space, by=keepers[0])
    else:
        actions.add_to_space(member, space, by=keepers[0])
        invitation = SpaceInvitation.objects.create(
            space=space, user=member, invited_by=keepers[0], opens_at=timezone.now()
        )
    actions.leave(member, space, by=keepers[1])

    invitation.refresh_from_db()
    assert invitation.outcome == ("accepted" if way == "added" else "revoked")
    assert Space.objects.visible_to(anew(member)).exists() is False
    with pytest.raises(actions.InvitationGone):
        actions.accept_invitation(invitation, by=anew(member))


def test_who_goes_takes_their_own_request_with_them(kept, keepers, member):
    space = kept(Space.REQUEST)
    asked = actions.ask_to_join(space, by=member)
    actions.add_to_space(member, space, by=keepers[0])

    actions.leave(member, space, by=member)

    asked.refresh_from_db()
    assert asked.outcome == "withdrawn"


@pytest.mark.parametrize("deed", ["leaves", "is disabled", "is a member only", "takes it back"])
def test_an_invitation_falls_with_the_keeper_who_made_it(kept, keepers, member, steward, deed):
    space = kept()
    first, second = keepers
    invitation = actions.invite_into(member, space, by=first)
    actions.second_invitation(invitation, by=second)
    {
        "leaves": lambda: actions.leave(first, space, by=first),
        "is disabled": lambda: actions.disable(first, by=steward),
        "is a member only": lambda: actions.change_membership(first, space, by=second, role=Membership.MEMBER),
        "takes it back": lambda: actions.revoke_invitation(invitation, by=first),
    }[deed]()

    with pytest.raises(actions.InvitationGone):
        actions.accept_invitation(SpaceInvitation.objects.get(), by=anew(member))

    assert (is_inside(member, space), told(member)) == (False, [])
    assert Space.objects.visible_to(anew(member)).exists() is False
    actions.invite_into(member, space, by=second)
    assert SpaceInvitation.objects.filter(ended_at=None).count() == 1


def test_declining_leaves_nothing_of_the_space(kept, keepers, member):
    space = kept()
    invitation = actions.invite_into(member, space, by=keepers[0])
    actions.second_invitation(invitation, by=keepers[1])

    actions.decline_invitation(invitation, by=member)

    assert (told(member), Space.objects.visible_to(anew(member)).exists()) == ([], False)
    with pytest.raises(actions.InvitationGone):
        actions.accept_invitation(invitation, by=member)


def test_inviting_twice_is_once_and_who_is_inside_is_not_invited(kept, keepers, member, other):
    space = kept(people=[other])

    invitations = {actions.invite_into(member, space, by=keeper).pk for keeper in keepers}

    assert len(invitations) == 1
    with pytest.raises(actions.InsideAlready):
        actions.invite_into(other, space, by=keepers[0])


@pytest.mark.parametrize("kind", ["open", "request"])
def test_into_a_space_that_members_find_an_invitation_opens_at_once(kept, keepers, member, kind):
    actions.invite_into(member, kept(kind), by=keepers[0])

    assert told(member) == ["members.invited"]


# --- coming in by asking


def test_who_asks_is_let_in_and_told(kept, keepers, member):
    space = kept(Space.REQUEST)
    asked = actions.ask_to_join(space, by=member, words="I work on this.")
    again = actions.ask_to_join(space, by=member, words="Once more.")
    keepers_told = [told(keeper) for keeper in keepers]

    actions.grant(asked, by=keepers[0])

    assert (asked.pk, asked.words) == (again.pk, "I work on this.")
    assert keepers_told == [["members.asks_to_join"]] * 2
    assert (is_inside(member, space), told(member)) == (True, ["members.let_in"])
    with pytest.raises(actions.DecidedAlready):
        actions.refuse(asked, by=keepers[1])


def test_who_is_refused_is_told_and_may_ask_again_after_a_week(kept, keepers, member):
    space = kept(Space.REQUEST)

    actions.refuse(actions.ask_to_join(space, by=member), by=keepers[0])

    assert (is_inside(member, space), told(member)) == (False, ["members.not_let_in"])
    with pytest.raises(actions.AskedEnough):
        actions.ask_to_join(space, by=anew(member))
    space.join_requests.update(ended_at=timezone.now() - timedelta(days=7))
    assert actions.ask_to_join(space, by=anew(member)).ended_at is None


def test_who_asks_and_takes_it_back_over_and_over_fills_no_bell(kept, keepers, member, other):
    space, elsewhere = kept(Space.REQUEST), kept(Space.REQUEST)

    for _ in range(2):
        actions.withdraw_request(actions.ask_to_join(space, by=member), by=member)
    with pytest.raises(actions.AskedEnough):
        actions.ask_to_join(space, by=member)

    assert ([told(keeper) for keeper in keepers], mailed()) == ([[], []], [])
    actions.ask_to_join(elsewhere, by=member)
    actions.ask_to_join(space, by=other)
    assert [told(keeper) for keeper in keepers] == [["members.asks_to_join"] * 2] * 2


def test_keepers_hear_of_who_asks_here_and_by_mail_as_they_choose(kept, keepers, member, make_member):
    space = kept(Space.REQUEST, name="Kittiwake team")
    third = make_member("Thea Third")
    actions.add_to_space(third, space, by=keepers[0], role=Membership.KEEPER)
    choose_channels({"members.asks_to_join": "page"}, by=keepers[1])
    choose_channels({"members.asks_to_join": "none"}, by=third)

    actions.ask_to_join(space, by=member, words="Kittiwake words")

    assert [told(person) for person in (*keepers, third, member)] == [["members.asks_to_join"]] * 2 + [[], []]
    [mail] = mailed()
    assert mail.to == [keepers[0].email]
    whole = str(mail.message())
    assert [word for word in ("Kittiwake", member.name, space.ref) if word in whole] == []


@pytest.mark.parametrize("answer", [actions.grant, actions.refuse])
def test_who_asked_hears_the_answer_by_a_mail_that_does_not_give_it(kept, keepers, member, answer):
    space = kept(Space.REQUEST, name="Kittiwake team")
    asked = actions.ask_to_join(space, by=member)
    mailed().clear()

    answer(asked, by=keepers[0])

    [mail] = mailed()
    whole = str(mail.message())
    assert (mail.to, [word for word in ("Kittiwake", "Karla", space.ref) if word in whole]) == ([member.email], [])


def test_who_is_no_keeper_any_more_hears_nothing_of_who_asks(kept, keepers, member):
    space = kept(Space.REQUEST)
    actions.ask_to_join(space, by=member)

    actions.change_membership(keepers[0], space, by=keepers[1], role=Membership.MEMBER)

    assert [told(person) for person in keepers] == [["members.membership_changed"], ["members.asks_to_join"]]
    assert sorted(mail.to for mail in mailed()) == [[keeper.email] for keeper in keepers]


def test_who_waits_at_a_door_that_opens_to_all_is_told(kept, keepers, member):
    space = kept(Space.REQUEST)
    asked = actions.ask_to_join(space, by=member)

    actions.agree_to_widening(actions.change_kind(space, Space.OPEN, by=keepers[0]), by=keepers[1])

    asked.refresh_from_db()
    assert (asked.outcome, told(member)) == ("dropped", ["members.open_now"])
    assert rules.can_join(anew(member), Space.objects.get(pk=space.pk)) is True


def test_whose_request_ended_with_the_door_waits_no_week_once_there_is_one_again(kept, keepers, member):
    space = kept(Space.REQUEST)
    actions.ask_to_join(space, by=member)
    actions.change_kind(space, Space.SECRET, by=keepers[0])

    actions.agree_to_widening(actions.change_kind(space, Space.REQUEST, by=keepers[0]), by=keepers[1])

    again = actions.ask_to_join(Space.objects.get(pk=space.pk), by=anew(member))
    assert list(member.join_requests.values_list("outcome", flat=True).order_by("id")) == ["dropped", again.outcome]


@pytest.mark.parametrize("kind", [Space.INVITE, Space.SECRET])
@pytest.mark.parametrize("answer", [None, actions.grant, actions.refuse])
def test_once_the_space_is_sealed_nobody_outside_is_told_of_an_answer(kept, keepers, member, kind, answer):
    space = kept(Space.REQUEST, name="Kittiwake team")
    asked = actions.ask_to_join(space, by=member)
    if answer:
        answer(asked, by=keepers[0])
    if answer is actions.grant:
        actions.leave(member, space, by=keepers[0])

    actions.change_kind(space, kind, by=keepers[0])

    assert told(member) == []
    assert [mail for mail in mailed() if mail.to == [member.email]] == []


def test_only_keepers_let_in_and_only_the_asker_withdraws(kept, member, other, steward):
    space = kept(Space.REQUEST, people=[other])
    asked = actions.ask_to_join(space, by=member)

    for deed in (actions.grant, actions.refuse):
        for person in (member, other, steward):
            with pytest.raises(NotAllowed):
                deed(asked, by=person)
    with pytest.raises(NotAllowed):
        actions.withdraw_request(asked, by=other)
    actions.withdraw_request(asked, by=member)

    assert (is_inside(member, space), space.join_requests.waiting().count()) == (False, 0)


# --- terms, factors, ends


def test_new_terms_put_everybody_at_the_door_until_they_accept_them(kept, keepers, member):
    space = kept(people=[member])

    actions.change_space(space, by=keepers[0], terms="What is said here stays here.")
    outside = [is_inside(person, space) for person in (member, *keepers)]
    seen = (told(member), Space.objects.visible_to(anew(member)).exists())
    actions.accept_terms(space, by=anew(member))

    assert outside == [False, True, False]
    assert seen == (["members.space_changed"], True)
    assert is_inside(member, space) is True


@pytest.mark.parametrize("accepted", ["terms that stand", "older terms", "none"])
def test_who_is_let_in_stands_at_the_door_of_terms_that_they_have_not_accepted(kept, keepers, member, accepted):
    space = kept(Space.REQUEST)
    actions.change_space(space, by=keepers[0], terms="Terms.")
    if accepted == "none":
        asked = file_request(space, member, "Brought along.")
    else:
        asked = actions.ask_to_join(space, by=member, accepts_terms=True)
    if accepted == "older terms":
        actions.change_space(space, by=anew(keepers[0]), terms="Other terms.")

    actions.grant(asked, by=anew(keepers[0]))

    assert is_inside(member, space) is (accepted == "terms that stand")


def test_a_purpose_that_changes_asks_nobody_anything(kept, keepers, member):
    space = kept(people=[member])

    actions.change_space(space, by=keepers[0], purpose="Clearer words.")

    assert (is_inside(member, space), told(member)) == (True, [])


@pytest.mark.parametrize("way", ["join", "ask", "invitation"])
def test_nobody_comes_in_without_accepting_the_terms(kept, keepers, member, way):
    space = kept({"join": Space.OPEN, "ask": Space.REQUEST, "invitation": Space.SECRET}[way])
    actions.change_space(space, by=keepers[0], terms="Terms.")
    actions.accept_terms(space, by=keepers[1])
    deeds = {"join": actions.join, "ask": actions.ask_to_join}
    if way == "invitation":
        invitation = actions.invite_into(member, space, by=keepers[0])
        actions.second_invitation(invitation, by=anew(keepers[1]))
        deed = lambda **options: actions.accept_invitation(invitation, by=member, **options)  # noqa: E731
    else:
        deed = lambda **options: deeds[way](space, by=member, **options)  # noqa: E731

    with pytest.raises(actions.TermsFirst):
        deed()
    outside = is_inside(member, space)
    deed(accepts_terms=True)

    assert outside is False
    assert is_inside(member, space) is (way != "ask")


def test_a_keeper_without_a_factor_does_not_ask_others_for_one(kept, keepers):
    with pytest.raises(actions.FactorFirst):
        actions.change_space(kept(), by=keepers[0], asks_for_factor=True)


def test_where_a_factor_is_asked_for_who_has_none_stands_outside(kept, keepers, member):
    space = kept(people=[member])
    Space.objects.filter(pk=space.pk).update(asks_for_factor=True)

    assert [is_inside(person, space) for person in (member, *keepers)] == [False, False, False]
    assert Space.objects.visible_to(anew(member)).get() == space


def test_at_the_end_of_a_space_nobody_is_inside_before_any_lane_has_run(kept, member):
    space = kept(people=[member])
    Space.objects.filter(pk=space.pk).update(ends_at=timezone.now())

    at_once = (is_inside(member, space), Space.objects.visible_to(anew(member)).exists())
    keep_up_spaces()

    assert at_once == (False, False)
    space.refresh_from_db()
    assert space.closed_at is not None
    assert AuditEntry.objects.filter(verb="members.close_space", actor="system").count() == 1


def test_keepers_are_told_once_a_week_before_something_ends(kept, keepers, member, other):
    space = kept(people=[member, other])
    soon = timezone.now() + timedelta(days=6)
    actions.change_membership(member, space, by=keepers[0], role="member", until=soon)
    actions.change_membership(other, space, by=keepers[0], role="member", until=soon)
    Space.objects.filter(pk=space.pk).update(ends_at=soon)

    assert [keep_up_spaces(), keep_up_spaces()] == [2, 0]
    assert [told(keeper) for keeper in keepers] == [["members.memberships_end", "members.space_ends"]] * 2
    assert told(member) == ["members.membership_changed"]


def test_an_end_that_is_past_is_refused(kept, keepers):
    with pytest.raises(actions.EndIsPast):
        actions.change_space(kept(), by=keepers[0], ends_at=timezone.now() - timedelta(seconds=1))


# --- wider and narrower


KINDS = ["open", "request", "invite", "secret"]


@pytest.mark.parametrize("before", KINDS)
@pytest.mark.parametrize("after", KINDS)
def test_narrower_is_at_once_and_wider_waits_for_a_second_keeper(kept, keepers, before, after):
    space = kept(before)

    waits = actions.change_kind(space, after, by=keepers[0])
    space.refresh_from_db()
    at_first = space.kind
    if waits:
        with pytest.raises(NotAllowed):
            actions.agree_to_widening(waits, by=keepers[0])
        actions.agree_to_widening(waits, by=keepers[1])
    space.refresh_from_db()

    is_wider = KINDS.index(after) < KINDS.index(before)
    assert (bool(waits), at_first, space.kind) == (is_wider, before if is_wider else after, after)


def test_a_keeper_alone_widens_nothing(make_space, keepers):
    space = make_space(Space.SECRET, keeper=keepers[0])

    with pytest.raises(actions.SecondWordNeeded):
        actions.change_kind(space, Space.OPEN, by=keepers[0])

    space.refresh_from_db()
    assert space.kind == Space.SECRET


def test_a_wish_to_widen_falls_with_who_wished_it(kept, keepers):
    space = kept()
    wish = actions.change_kind(space, Space.OPEN, by=keepers[0])
    actions.change_membership(keepers[0], space, by=keepers[1], role=Membership.MEMBER)
    wish.asked_by.forget_rights()

    with pytest.raises(NotAllowed):
        actions.agree_to_widening(wish, by=keepers[1])


def test_narrowing_ends_requests_and_takes_what_is_inside_into_another_index(kept, keepers, member):
    space = kept(Space.REQUEST)
    topic = make_topic(make_board(space.audience_id), keepers[0])
    asked = actions.ask_to_join(space, by=member)
    Pending.objects.all().delete()

    actions.change_kind(space, Space.SECRET, by=keepers[0])

    asked.refresh_from_db()
    assert (asked.outcome, told(member)) == ("dropped", [])
    assert Pending.objects.get().key == f"space:{space.ref}"
    assert Pending.objects.get().whole_tree is True
    assert topic.board.audience.space.pk == space.pk


def test_narrowing_ends_what_one_keepers_word_was_enough_for(kept, keepers, member, other):
    space = kept()
    wish = actions.change_kind(space, Space.OPEN, by=keepers[0])
    actions.agree_to_widening(wish, by=keepers[1])
    space.refresh_from_db()
    actions.invite_into(member, space, by=keepers[0])
    actions.change_kind(space, Space.INVITE, by=keepers[0])
    actions.change_kind(space, Space.OPEN, by=keepers[0])
    actions.invite_into(other, space, by=keepers[0])

    actions.change_kind(space, Space.SECRET, by=keepers[0])

    assert list(SpaceInvitation.objects.values_list("outcome", flat=True)) == ["revoked", "revoked"]
    assert space.widenings.filter(ended_at=None).exists() is False
    assert Space.objects.visible_to(anew(member)).exists() is False


def test_the_same_form_twice_makes_one_space_also_of_who_stands_at_its_door(member):
    first = actions.create_space(name="One", kind="secret", by=member, once="a" * 43)
    Membership.objects.filter(user=member).update(ended_at=timezone.now())

    assert actions.create_space(name="One", kind="secret", by=anew(member), once="a" * 43) == first


# --- handing over, leaving, closing


@pytest.mark.parametrize("situation", ["both have an end", "at the door"])
def test_no_space_is_left_without_a_keeper(kept, keepers, situation):
    space = kept()
    first, second = keepers
    if situation == "both have an end":
        soon = timezone.now() + timedelta(days=5)
        actions.change_membership(second, space, by=first, role=Membership.KEEPER, until=soon)
        deed = lambda: actions.change_membership(first, space, by=first, role=Membership.KEEPER, until=soon)  # noqa: E731
    else:
        actions.leave(second, space, by=first)
        Space.objects.update(terms="Terms.", terms_at=timezone.now())
        deed = lambda: actions.leave(first, space, by=anew(first))  # noqa: E731

    with pytest.raises(actions.LastKeeper):
        deed()

    assert space.memberships.of_keepers().filter(until=None).exists() is True


WEEK = timedelta(days=7)


def a_week_later(space):
    """What the lane does when the time to wait is over."""
    Space.objects.filter(pk=space.pk).update(unkept_at=timezone.now() - WEEK)
    return keep_up_spaces()


@pytest.mark.parametrize("kind", ["open", "secret"])
def test_where_the_only_keepers_account_is_closed_the_people_inside_are_told_at_once(
    make_space, keepers, member, other, steward, kind
):
    space = make_space(kind, keeper=keepers[0], people=[member])

    actions.disable(keepers[0], by=steward)

    assert told(member) == ["members.unkept"]
    assert (told(other), told(steward)) == ([], [])
    assert keep_up_spaces() == 0
    assert space.memberships.of_keepers().exists() is False


def test_closing_the_account_of_one_keeper_of_two_tells_nobody(kept, keepers, member, steward):
    kept(people=[member])

    actions.disable(keepers[0], by=steward)

    assert (told(member), keep_up_spaces()) == ([], 0)


def test_after_a_week_the_longest_standing_moderator_keeps_a_space_that_nobody_kept(
    make_space, keepers, member, other, make_member, steward
):
    moderator, late = make_member("Mod"), make_member("Late")
    space = make_space(keeper=keepers[0], people=[member, other])
    for person in (moderator, late):
        actions.add_to_space(person, space, by=keepers[0], role=Membership.MODERATOR)
    actions.disable(keepers[0], by=steward)

    assert a_week_later(space) == 1
    assert [row.user for row in space.memberships.of_keepers()] == [moderator]
    assert (told(moderator), told(late)) == (
        ["members.unkept", "members.you_keep"],
        ["members.kept", "members.unkept"],
    )
    entry = AuditEntry.objects.get(verb="members.follow_keeper")
    assert (entry.actor, entry.key, entry.place) == ("system", f"person:{moderator.ref}", space.audience_id)
    assert keep_up_spaces() == 0


def test_without_a_moderator_the_longest_standing_member_inside_follows(make_space, keepers, member, other, steward):
    space = make_space(keeper=keepers[0], people=[member, other])
    Space.objects.update(terms="Terms.", terms_at=timezone.now())
    actions.accept_terms(space, by=other)
    actions.disable(keepers[0], by=steward)

    a_week_later(space)

    assert [row.user for row in space.memberships.of_keepers()] == [other]


def test_a_space_with_readers_alone_is_archived_once(make_space, keepers, member, steward):
    space = make_space(keeper=keepers[0])
    actions.add_to_space(member, space, by=keepers[0], role=Membership.READER)
    actions.disable(keepers[0], by=steward)

    assert [a_week_later(space), keep_up_spaces()] == [1, 0]
    space.refresh_from_db()
    assert space.archived_at is not None
    assert told(member) == ["members.archived_unkept", "members.unkept"]
    assert AuditEntry.objects.filter(verb="members.archive_space", actor="system").count() == 1


def test_a_keeper_whose_account_is_opened_again_keeps_the_space_as_before(make_space, keepers, member, steward):
    space = make_space(keeper=keepers[0], people=[member])
    actions.disable(keepers[0], by=steward)
    actions.enable(keepers[0], by=steward)

    assert [a_week_later(space), keep_up_spaces()] == [1, 0]
    assert [row.user for row in space.memberships.of_keepers()] == [keepers[0]]
    assert told(member) == ["members.kept", "members.unkept"]


def test_a_last_keeper_whose_time_ends_is_followed_too(kept, keepers, member, steward):
    space = kept(people=[member])
    first, second = keepers
    soon = timezone.now() + timedelta(days=30)
    actions.change_membership(second, space, by=first, role=Membership.KEEPER, until=soon)
    actions.disable(first, by=steward)
    space.memberships.filter(user=second).update(until=timezone.now())

    assert keep_up_spaces() == 1
    assert told(member) == ["members.unkept"]
    a_week_later(space)
    assert [row.user for row in space.memberships.of_keepers()] == [member]


def test_handing_over_makes_one_keeper_of_another(make_space, keepers, member):
    space = make_space(keeper=keepers[0], people=[member])

    actions.hand_over(space, member, by=keepers[0])

    assert [rules.role_in(anew(person), space) for person in (member, keepers[0])] == ["keeper", "member"]
    assert (told(member), told(keepers[0])) == (["members.made_keeper"], [])
    [mail] = mailed()
    assert (mail.to, space.name in str(mail.message())) == ([member.email], False)


def test_whose_role_or_end_is_changed_is_told_and_nobody_else(kept, keepers, member, other):
    space = kept(people=[member, other])

    for _ in range(2):
        actions.change_membership(member, space, by=keepers[0], role=Membership.READER)
    actions.change_membership(keepers[1], space, by=keepers[1], role=Membership.MEMBER)

    assert [told(person) for person in (member, other, *keepers)] == [["members.membership_changed"], [], [], []]


def test_a_space_is_handed_over_to_nobody_outside(make_space, keepers, member):
    space = make_space(keeper=keepers[0])

    with pytest.raises(actions.NotInside):
        actions.hand_over(space, member, by=keepers[0])

    assert rules.can_keep(anew(keepers[0]), space) is True


@pytest.mark.parametrize("by", ["a keeper", "its end"])
def test_who_was_inside_when_a_space_was_closed_is_told_and_nobody_else(kept, keepers, member, other, make_member, by):
    space = kept(Space.SECRET, people=[member, other], name="Kittiwake team")
    over = make_member("Ove Over")
    actions.add_to_space(over, space, by=keepers[0], until=timezone.now() - timedelta(days=1))
    actions.leave(other, space, by=keepers[0])
    actions.change_space(space, by=keepers[0], purpose="Another.", people_seen_by="keepers")

    if by == "a keeper":
        actions.close_space(space, by=keepers[0])
    else:
        Space.objects.update(ends_at=timezone.now())
        keep_up_spaces()

    keeper = [] if by == "a keeper" else ["members.space_closed"]
    assert [told(person) for person in (member, other, over, keepers[0])] == [["members.space_closed"], [], [], keeper]
    [notice] = [each for each in Notice.objects.filter(recipient=member) if each.kind == "members.space_closed"]
    assert things.kind_of(notice.key).url(things.resolve([notice.key], anew(member))[notice.key]) == "/spaces/"
    assert [mail for mail in mailed() if "Kittiwake" in str(mail.message())] == []


def test_a_closed_space_is_nowhere_keepers_included(kept, keepers, member, other):
    space = kept(people=[member])
    actions.invite_into(other, space, by=keepers[0])

    actions.close_space(space, by=keepers[0])

    assert [is_inside(person, space) for person in (member, *keepers)] == [False] * 3
    assert Space.objects.visible_to(anew(keepers[0])).exists() is False
    assert space.invitations.filter(ended_at=None).count() == 0
    with pytest.raises(NotAllowed):
        actions.change_space(space, by=anew(keepers[0]), name="Again")


def test_in_an_archived_space_nothing_is_added_and_nobody_comes_in(kept, keepers, member, other):
    space = kept(people=[member])

    actions.archive_space(space, by=keepers[0])

    assert (rules.can_enter(anew(member), space), rules.can_write_in(anew(member), space)) == (True, False)
    with pytest.raises(NotAllowed):
        actions.invite_into(other, space, by=anew(keepers[0]))
    actions.reopen_space(space, by=anew(keepers[0]))
    assert rules.can_write_in(anew(member), space) is True


@pytest.mark.parametrize(
    "deed",
    [
        lambda space, by: actions.change_space(space, by=by, name="Mine"),
        lambda space, by: actions.change_kind(space, "secret", by=by),
        lambda space, by: actions.archive_space(space, by=by),
        lambda space, by: actions.reopen_space(space, by=by),
        lambda space, by: actions.close_space(space, by=by),
        lambda space, by: actions.hand_over(space, by, by=by),
        lambda space, by: actions.change_membership(by, space, by=by, role="keeper"),
        lambda space, by: actions.invite_into(by, space, by=by),
        lambda space, by: actions.ask_for_outsider(space, by=by, email="x@example.org", name="X"),
    ],
)
def test_only_who_keeps_a_space_does_a_keepers_deeds(kept, member, moderator, make_member, deed):
    space = kept(Space.INVITE, people=[member])
    actions.add_to_space(moderator, space, by=space.memberships.keeping().first().user, role=Membership.MODERATOR)
    before = Space.objects.values().get(pk=space.pk)

    for person in (anew(member), anew(moderator), make_member(roles=["steward", "operator"])):
        with pytest.raises(NotAllowed):
            deed(space, person)

    assert Space.objects.values().get(pk=space.pk) == before


# --- for outsiders


def test_a_request_for_an_outsider_waits_for_the_stewards_for_72_hours(kept, keepers):
    space = kept()

    asked = actions.ask_for_outsider(space, by=keepers[0], email=" New@Example.org ", name="New", line="Knows it.")

    assert (asked.email, asked.approved_at, asked.space) == ("new@example.org", None, space)
    assert timedelta(hours=71) < asked.expires_at - timezone.now() <= timedelta(hours=72)
    with pytest.raises(actions.NotNow):
        actions.ask_for_outsider(space, by=keepers[1], email="new@example.org", name="New")
    Invitation.objects.update(expires_at=timezone.now())
    assert actions.ask_for_outsider(space, by=keepers[1], email="new@example.org", name="New").pk != asked.pk


def test_a_keepers_request_touches_no_other_invitation_of_the_address(kept, keepers, invite):
    theirs = invite("new@example.org")
    Invitation.objects.update(expires_at=timezone.now())

    actions.ask_for_outsider(kept(), by=keepers[0], email="new@example.org", name="New")

    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_what_is_recorded_holds_no_content(kept, keepers, member):
    space = kept(Space.REQUEST)
    first, second = keepers
    actions.grant(actions.ask_to_join(space, by=member, words="Canary words"), by=first)
    actions.change_space(space, by=first, name="Canary", terms="Canary", purpose="Canary")
    actions.ask_for_outsider(space, by=first, email="canary@example.org", name="Canary", line="Canary")
    actions.create_space(name="Canary", kind="secret", by=second)

    entries = AuditEntry.objects.order_by("-id")[:8]

    assert not any("canary" in str(value).lower() for entry in entries for value in vars(entry).values())


def test_what_opens_spaces_is_one_query_a_request(kept, member, django_assert_num_queries):
    for _ in range(3):
        kept(people=[member])
    person = anew(member)

    with django_assert_num_queries(1):
        assert len(person.audience_keys()) == 5
        assert len(person.space_roles) == 3
