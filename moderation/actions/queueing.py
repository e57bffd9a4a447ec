"""What comes into the queue. A thing is locked by its own room before its item is: so nobody waits in a circle."""

from django.db import transaction
from django.db.models import F

from core.things import key_of, place_of
from moderation.models import ReviewEvent, ReviewItem


@transaction.atomic
def open_item(thing, why, *, note=""):
    """Put a thing into the queue, or add a reason to the open item of it. note: for moderators, never who wrote it."""
    item, is_new = ReviewItem.objects.open().get_or_create(key=key_of(thing), closed_at=None, defaults={"why": why})
    happened(item, "opened" if is_new else "joined", why=why, note=note)
    return item


@transaction.atomic
def note_change(thing):
    """The author has changed a thing: whoever looks at it looks again, and a change that was asked for is made."""
    item = open_item_of(thing)
    if item:
        ReviewItem.objects.filter(pk=item.pk).update(asked_at=None)
        happened(item, "changed")


def open_item_of(thing):
    """The open item of a thing under lock, or None."""
    return ReviewItem.objects.open().select_for_update(of=("self",)).filter(key=key_of(thing)).first()


def happened(item, what, *, by=None, **said):
    """Write an event of an item, with the next version, in the caller's transaction."""
    ReviewItem.objects.filter(pk=item.pk).update(version=F("version") + 1)
    item.refresh_from_db()
    place = place_of(item.key)
    return ReviewEvent.objects.create(item=item, version=item.version, place=place, what=what, by=by, **said)
