"""Who may report, and who may decide on what waits."""

from core.gate import audiences_of, is_member
from core.things import kind_of_row


def can_flag(user) -> bool:
    """Whoever is a member; that the thing is theirs to read was asked when it was fetched."""
    return is_member(user)


def can_review(user, thing) -> bool:
    """Whether this person moderates the place where the thing stands; the thing's own room knows."""
    kind = kind_of_row(thing)
    return is_member(user) and kind.can_moderate is not None and kind.can_moderate(user, thing)


def can_write_replies(user) -> bool:
    """Whether this person writes the messages that all moderators choose from."""
    return is_member(user) and "moderator" in user.roles


def can_watch(user, audience=None) -> bool:
    """Whether this person says which words are watched where an audience reads (its key), or, for None, everywhere."""
    if audience is None:
        return is_member(user) and "moderator" in user.roles
    return audience in spaces_watched_by(user)


def spaces_watched_by(user) -> frozenset[str]:
    """The keys of the spaces whose words this person keeps."""
    if not is_member(user):
        return frozenset()
    kept = {key for key, role in user.space_roles.items() if role in ("keeper", "moderator")}
    return frozenset(kept) & audiences_of(user)


def watches(user) -> bool:
    """Whether this person keeps a list of words anywhere."""
    return can_watch(user) or bool(spaces_watched_by(user))


def is_out_of_sight(thing) -> bool:
    """Whether somebody has taken it out of the readers' sight."""
    return any(getattr(thing, moment, None) for moment in ("hidden_at", "withdrawn_at", "erased_at"))


def can_delete(user, thing) -> bool:
    """Whether this person takes the first of two steps: who moderates it, once it is out of sight."""
    is_there = not getattr(thing, "erased_at", None) and kind_of_row(thing).erase is not None
    return is_out_of_sight(thing) and is_there and can_review(user, thing)


def can_erase(user, thing, deletion) -> bool:
    """Whether this person takes the second step before its day: another one than who took the first."""
    return is_out_of_sight(thing) and can_review(user, thing) and deletion.by_id != user.pk


def keeps_holds(user) -> bool:
    return is_member(user) and "steward" in user.roles


def can_hold(user, thing) -> bool:
    """Stewards, on what they see. What stands where they don't is kept by a hold on who wrote it."""
    seen = type(thing).objects.visible_to(user)
    return keeps_holds(user) and seen.filter(pk=thing.pk).exists()


def can_lift_hold(user, hold) -> bool:
    return keeps_holds(user)
