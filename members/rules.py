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
    is_open = space.kind == "open" and not space.archived_at and not space.closed_at
    return is_member(user) and is_open and not can_enter(user, space)


def can_keep(user, space) -> bool:
    """Whether this person keeps the space: invites, removes, archives."""
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
