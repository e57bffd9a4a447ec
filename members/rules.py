"""Who may do what with people and spaces."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from core.gate import audiences_of, is_member
from members.models import FocalPoint, Sanction, User
from members.models.profile import ProfilePart
from members.told import sees

AGAIN = timedelta(days=7)
MOST_WITHDRAWN = 2


def can_see_people(user) -> bool:
    return is_member(user)


def can_silence(user, other) -> bool:
    return is_member(user) and user != other


def can_write_to(user, other) -> bool:
    """Whether this person may send the other a message: as the other has chosen. Being blocked is not among what can be
    known."""
    return is_member(user) and is_member(other) and user != other and sees(user, other, ProfilePart.WRITING)


def can_appoint(user) -> bool:
    """Whether this person says who holds which role, and closes and opens accounts."""
    return is_member(user) and "steward" in user.roles


def is_steward(user) -> bool:
    return is_member(user) and "steward" in user.roles


def can_keep_institutions(user) -> bool:
    """Whether this person writes down institutions, their domains and who invites for them."""
    return is_steward(user)


def can_edit_charter(user) -> bool:
    return is_steward(user)


def can_invite_somebody(user) -> bool:
    """Whether this person may invite at all: for every institution, or for the own one."""
    return is_member(user) and (is_steward(user) or bool(user.focal_keys))


def can_invite(user, institution) -> bool:
    """Whether this person may invite people who work there."""
    if not is_member(user):
        return False
    return is_steward(user) or (institution is not None and institution.pk in user.focal_keys)


def can_manage_invitation(user, invitation) -> bool:
    """Whether this person may take an invitation back. What a keeper asked for is the stewards'."""
    return is_steward(user) if invitation.space_id else can_invite(user, invitation.institution)


def can_send_again(user, invitation) -> bool:
    """Whether this person may send an invitation again, which makes it their word: for whom a keeper asked, it takes a
    second person here too."""
    asks_themselves = bool(invitation.space_id) and invitation.invited_by_id == user.pk
    return can_manage_invitation(user, invitation) and not asks_themselves


def can_answer_request(user, invitation) -> bool:
    """Whether this steward may say yes or no to a keeper's wish: it takes a second person."""
    return is_steward(user) and invitation.is_request and invitation.invited_by_id != user.pk


def is_coming_in(user) -> bool:
    """Whether this person has taken up an invitation and is on the way to being a member."""
    out = user.accepted_at or user.dormant_at or user.disabled_at
    return not out and getattr(user, "invitation", None) is not None


def stands_for(invitation) -> bool:
    """Whether those on whose word somebody was invited could still give it."""
    inviter = invitation.invited_by
    if invitation.space_id is None:
        return can_invite(inviter, invitation.institution)
    return can_keep(inviter, invitation.space) and is_steward(invitation.approved_by)


def can_change_standing(user, person) -> bool:
    """Whether this person decides on the roles and the account of that one: of all but themselves."""
    return can_appoint(user) and user != person


def watches_conduct(user) -> bool:
    """Whether this person sees what moderators decide and note about people: moderators, and stewards."""
    return is_member(user) and bool({"moderator", "steward"} & user.roles)


def can_sanction(user, person, kind) -> bool:
    """Whether this person warns, silences or suspends that one: moderators do, and stewards alone suspend."""
    role = "steward" if kind == Sanction.SUSPENSION else "moderator"
    return is_member(user) and role in user.roles and is_member(person) and user != person


def can_lift(user, sanction) -> bool:
    role = "steward" if sanction.kind == Sanction.SUSPENSION else "moderator"
    return is_member(user) and role in user.roles and sanction.user_id != user.pk


def can_answer_appeal(user, sanction) -> bool:
    """Another than the one who decided, and not the person; where there is no other, an appeal waits for one."""
    return can_lift(user, sanction) and bool(sanction.appealed_at) and sanction.by_id != user.pk


def can_note(user, person) -> bool:
    return watches_conduct(user) and user != person


def can_throw_away_note(user, note) -> bool:
    return watches_conduct(user) and note.by_id == user.pk


def is_silenced(user) -> bool:
    """Whether this person writes nothing outside of spaces for now."""
    return is_member(user) and Sanction.SILENCE in user.sanctions_borne


def can_audit(user) -> bool:
    """Whether this person reads the record of what was done."""
    return is_member(user) and "auditor" in user.roles


def can_operate(user) -> bool:
    """Whether this person looks after the machines: how its parts are, and what waits. No content is theirs by it."""
    return is_member(user) and "operator" in user.roles


def can_create_space(user) -> bool:
    return is_member(user)


def can_enter(user, space) -> bool:
    """Whether this person is inside the space now."""
    return space.audience_id in audiences_of(user)


def can_join(user, space) -> bool:
    return space.kind == "open" and _takes_people(space) and _is_outside(user, space)


def can_ask(user, space) -> bool:
    """Whether this person may ask to be let in."""
    return space.kind == "request" and _takes_people(space) and _is_outside(user, space)


def has_asked_enough(user, space) -> bool:
    """Whether a week has to pass before this person asks again: after a refusal, or after taking it back twice."""
    lately = user.join_requests.filter(space=space).answered_since(timezone.now() - AGAIN)
    outcomes = list(lately.values_list("outcome", flat=True))
    return "refused" in outcomes or outcomes.count("withdrawn") >= MOST_WITHDRAWN


def can_invite_into(user, space) -> bool:
    return can_keep(user, space) and _takes_people(space)


def can_second(user, invitation) -> bool:
    """Whether this keeper may say the second word to what another one asked for: an invitation or a widening."""
    asked_by = getattr(invitation, "asked_by_id", None) or getattr(invitation, "invited_by_id", None)
    return can_keep(user, invitation.space) and asked_by not in (None, user.pk)


def can_see_people_of(user, space) -> bool:
    """Whether this person sees who is in the space; who keeps it, everybody sees who finds it."""
    if space.people_seen_by == space.KEEPERS:
        return can_moderate_space(user, space)
    if space.people_seen_by == space.EVERYBODY and not space.is_sealed:
        return is_member(user)
    return can_enter(user, space)


def _takes_people(space):
    return not space.archived_at and not space.is_over


def _is_outside(user, space):
    return is_member(user) and not user.memberships.running().filter(space=space).exists()


def can_keep(user, space) -> bool:
    """Whether this person keeps the space: invites, removes, archives, closes."""
    return role_in(user, space) == "keeper"


def can_moderate_space(user, space) -> bool:
    return role_in(user, space) in {"keeper", "moderator"}


def can_write_in(user, space) -> bool:
    return role_in(user, space) in {"keeper", "moderator", "member"} and not space.archived_at


def role_in(user, space):
    """keeper, moderator, member or reader; None for who is not in the space now."""
    if not is_member(user):
        return None
    return user.space_roles.get(space.audience_id)


def stewards():
    """The membership stewards there are."""
    return User.objects.members().filter(appointments__role="steward", appointments__ended_at=None)


def confirmers_of(person):
    """Who may be asked to confirm this person's way back: stewards, and the focal points of where they work."""
    institution = person.profile.institution_id if hasattr(person, "profile") else None
    focal = FocalPoint.objects.current().filter(institution=institution).values("user")
    return User.objects.members().filter(Q(pk__in=stewards().values("pk")) | Q(pk__in=focal)).exclude(pk=person.pk)


def can_see_recoveries(user) -> bool:
    return can_invite_somebody(user)


def can_refuse_recovery(user, request) -> bool:
    """Whether this person may end somebody's way back: who may be asked to confirm it, until it is used."""
    is_running = request.ended_at is None and request.closes_at > timezone.now()
    return is_member(user) and is_running and confirmers_of(request.user).filter(pk=user.pk).exists()


def can_confirm_recovery(user, request) -> bool:
    """Whether this person may say that they made sure who asks: once, never for oneself, and of two words one at least
    is a steward's."""
    if request.confirmed_at or not can_refuse_recovery(user, request) or request.words.filter(by=user).exists():
        return False
    words = words_that_count(request)
    return is_steward(user) or not words.exists() or words.filter(by__in=stewards()).exists()


def words_that_count(request):
    """The words of those who may still be asked: who is steward or focal point no more has given none."""
    return request.words.filter(by__in=confirmers_of(request.user))
