"""Who is invited into a space by a keeper who is alone: everybody inside sees it for a day, and may object."""

from members import rules


def opening_later(space, user):
    """[{invitation, can_write: whether this person may write to who invites}] of those that open after their day."""
    rows = list(space.invitations.opening_later().for_listing())
    writable = {person.pk for person in {row.invited_by for row in rows} if rules.can_write_to(user, person)}
    return [{"invitation": row, "can_write": row.invited_by_id in writable} for row in rows]
