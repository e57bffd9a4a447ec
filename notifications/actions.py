"""What a person does with notices."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.things import key_of
from notifications.models import Notice


@transaction.atomic
def mark_read(*, by, until=None):
    """Mark this person's notices as read, all or those written up to a moment."""
    notices = by.notices.unread()
    if until is not None:
        notices = notices.filter(created_at__lte=until)
    if notices.update(read_at=timezone.now()):
        record("notifications.read", by=by, on=by)


@transaction.atomic
def read_about(keys, *, by):
    """Mark the notices about these things as read: their reader has just been shown them."""
    by.notices.unread().filter(key__in=keys).update(read_at=timezone.now())


@transaction.atomic
def date_notices(about, at):
    """Notices of a thing that was brought over from elsewhere carry its moment."""
    Notice.objects.filter(key=key_of(about)).update(created_at=at)
