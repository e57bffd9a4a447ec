"""The thing behind an item, and what somebody may decide on it."""

from django.utils import timezone

from core import things
from moderation.decisions import DISMISS
from moderation.models.review import CLAIM_LASTS
from moderation.registry import reviewable_of
from moderation.rules import can_review


def thing_of(item, user, *, to_delete=False):
    """What an item is about, if this person sees and moderates it now; else None."""
    return things_of([item], user, to_delete=to_delete).get(item.key)


def things_of(items, user, *, to_delete=False):
    """{key: row} of the things that items are about and this person sees and moderates now, one query a kind.

    to_delete: of deletions, whose things need not be theirs to read.
    """
    refs = {}
    for item in items:
        name, _colon, ref = item.key.partition(":")
        refs.setdefault(name, []).append(ref)
    found = {}
    for name, some in refs.items():
        kind = reviewable_of(f"{name}:")
        rows = kind.with_text(kind.rows_for(user, to_delete=to_delete).filter(ref__in=some)) if kind else ()
        rows = rows.for_things() if hasattr(rows, "for_things") else rows
        found.update({f"{name}:{row.ref}": row for row in rows})
    return found


def deeds_for(thing):
    """{name of a decision: its action, or None} of those that fit the thing as it stands."""
    key = things.key_of(thing)
    known = {**things.kind_of(key).decisions, DISMISS: None}
    return {name: known[name] for name in reviewable_of(key).offered(thing) if name in known}


def claimer_of(item, thing):
    """Who is looking at an item now, or None: a claim lapses with time, and at once with the right to decide."""
    person, since = item.claimed_by, item.claimed_at
    if person is None or since is None or since < timezone.now() - CLAIM_LASTS:
        return None
    return person if can_review(person, thing) else None
