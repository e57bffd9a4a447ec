"""A person's own notices."""

from django.db import models
from django.utils import timezone

from core import things
from core.gate import is_member
from core.lease import stuck
from core.prepared import Prepared
from notifications.collapsing import collapsed

MOST = 2000


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, while one is a member. Their things are asked for again by `standing_for`."""
        return self.filter(recipient=user) if is_member(user) else self.none()

    def still_shown_to(self, user):
        """One's own whose thing one may still see, of the newest 2,000: so a page of them is full, and a bell is not
        silent because of what one may see no more."""
        mine = self.visible_to(user)
        keys = mine.order_by("-created_at", "-id").values_list("key", flat=True)[:MOST]
        return mine.filter(key__in=things.visible_keys(list(keys), user))

    def unread(self):
        return self.filter(read_at=None)

    def waiting_for(self, period):
        """Those that wait for a digest, daily or weekly, and were not read meanwhile."""
        return self.unread().filter(waits_for=period)

    def in_digests(self, deliveries):
        """[unread notices] that are told in these letters, the newest first, each with the `period` of its own."""
        periods = {row.pk: row.once.partition(":")[0] for row in deliveries}
        notices = list(self.unread().filter(digest__in=periods).order_by("-created_at", "-id"))
        for notice in notices:
            notice.period = periods[notice.digest_id]
        return notices


def groups_for(user):
    """[Group] of a person's newest 2,000 notices, as far as they may still see what these are about."""
    from notifications.models import Notice  # noqa: PLC0415  (the model needs this module first)

    newest = Notice.objects.visible_to(user).order_by("-created_at", "-id")
    notices = list(newest.only("ref", "kind", "key", "within", "created_at", "read_at")[:MOST])
    seen = things.visible_keys({notice.key for notice in notices}, user)
    return collapsed(notice for notice in notices if notice.key in seen)


def standing_for(notices, user):
    """[(notice, thing, actor or None)] for those whose thing this person may still see.

    The number of queries is constant: one for each kind of thing among them.
    """
    notices = list(notices)
    rows = things.resolve({key for notice in notices for key in (notice.key, notice.actor) if key}, user)
    return [(notice, rows[notice.key], rows.get(notice.actor)) for notice in notices if notice.key in rows]


def unread_count(user):
    """How many unread notices this person may still open, of the newest 2,000."""
    return len(unread_things(user))


def unread_things(user):
    """The keys of what these notices are about."""
    return things.visible_keys(unread_keys(user), user) if is_member(user) else set()


def has_unread_about(keys, user):
    """Whether one of this member's unread notices is about one of these things."""
    from notifications.models import Notice  # noqa: PLC0415  (the model needs this module first)

    return bool(_about.ask((), Notice, person=user.pk, keys=list(keys)))


def unread_keys(user):
    """The keys of a member's newest 2,000 unread notices, whether or not they may still be opened."""
    from notifications.models import Notice  # noqa: PLC0415  (the model needs this module first)

    return _unread.ask((), Notice, person=user.pk)


def _newest_unread(notices, person):
    newest = notices.objects.filter(recipient=person).unread().order_by("-created_at", "-id")
    return newest.values_list("key", flat=True)[:MOST]


_about = Prepared(
    lambda notices, person, keys: (
        notices.objects.filter(recipient=person, key__in=keys).unread().values_list("pk", flat=True)[:1]
    ),
    person=models.BigIntegerField(),
    keys=models.CharField(),
)
_unread = Prepared(_newest_unread, person=models.BigIntegerField())


class FollowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, while one is a member. Their things are asked for again where they are named."""
        return self.filter(user=user) if is_member(user) else self.none()

    def of_kind(self, kind):
        """Those of things of a kind, or all of them for ""."""
        return self.filter(key__startswith=f"{kind}:") if kind else self

    def standing_out(self):
        """Those by which one hears more or less than usual."""
        return self.exclude(level=self.model.NORMAL)

    def watching(self, keys):
        """The rows of those who watch one of these."""
        return self.filter(key__in=keys, level=self.model.WATCHING)


class AnnouncementQuerySet(models.QuerySet):
    def waiting(self):
        """Those that are not through, the oldest first."""
        return self.filter(ended_at=None).order_by("id")


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        """Neither sent nor dropped: what goes to many after all else, the oldest first."""
        return self.filter(ended_at=None).order_by("is_bulk", "id")

    def late(self):
        """Those that wait although their time has come: not what was put off on purpose."""
        return self.waiting().filter(queued_at__lte=timezone.now())

    def stuck(self):
        """Those that the mail server refused ten times, for operators."""
        return stuck(self.waiting())
