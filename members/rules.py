"""Who may do what with people and spaces."""

from core.gate import audiences_of, is_member


def can_see_people(user) -> bool:
    return is_member(user)


def can_appoint(user) -> bool:
    return is_member(user) and "steward" in user.roles


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


def can_invite(user, space) -> bool:
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
