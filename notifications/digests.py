"""Digests: what waited to be told once a day or once a week, in one letter.

The lane `digests` queues the letter of each person whose hour has come, with all notices that wait for it, in one
transaction: a digest is unique for a person, a period and a day. What it says is found out when it is sent, for a batch
of people at once: whoever holds the same audiences sees the same, but for what is their own.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import things
from core.gate import audiences_of, is_member
from core.turns import turn
from notifications.collapsing import collapsed
from notifications.hours import last_due, zone_named
from notifications.letters import Letter
from notifications.live import channels
from notifications.models import Delivery, Notice, Rhythm
from notifications.registry import DAILY, DIGESTS, known
from notifications.sentences import fit_for_mail

DIGEST = "notifications.digest"  # the kind of letter
BATCH = 500  # people whose digests are queued at once
FRESH = 10  # seconds for which is true what was found out for several letters at once
MOST_SAID = 20  # lines of a letter


def run_once():
    """Queue the digests that are due, at most 500 for each clock; returns how many."""
    now = timezone.now()
    due = [(period, *clock) for period in DIGESTS for clock in _clocks(period, now)]
    if not due:
        return 0
    with turn("digests"):
        return sum(_queue(*each) for each in due)


def _clocks(period, now):
    """(time zone, Rhythm, day, the moment it was due) of each clock by which digests are due, where something waits."""
    waiting = Notice.objects.waiting_for(period).annotate(hour=_chosen("hour"), weekday=_chosen("weekday"))
    clocks = waiting.order_by().values_list("recipient__time_zone", "hour", "weekday")
    for name, hour, weekday, oldest in clocks.annotate(oldest=Min("created_at")):
        rhythm = Rhythm(hour=hour, weekday=weekday)
        due, day = last_due(period, rhythm, zone_named(name), now)
        if oldest < due:
            yield name, rhythm, day, due


def _chosen(name):
    return Coalesce(f"recipient__rhythm__{name}", Value(getattr(Rhythm(), name)))


@transaction.atomic
def _queue(period, zone, rhythm, day, due):
    """Queue the digests of the next people by this clock; returns how many."""
    people = _people(period, zone, rhythm, day, due)
    once = {person: f"{period}:{ref}:{day}" for person, ref in people}
    Delivery.objects.bulk_create(
        Delivery(kind=DIGEST, recipient_id=person, once=name, is_bulk=True) for person, name in once.items()
    )
    digests = Delivery.objects.filter(once__in=once.values(), recipient=OuterRef("recipient"))
    waiting = Notice.objects.waiting_for(period).filter(recipient__in=once)
    waiting.update(waits_for="", digest=Subquery(digests.values("pk")[:1]))
    return len(once)


def _people(period, zone, rhythm, day, due):
    """[(id, ref)] of the next people by this clock for whom something waited when it was time, and who had no digest of
    this day yet."""
    once = Concat(Value(f"{period}:"), OuterRef("recipient__ref"), Value(f":{day}"))
    waiting = Notice.objects.waiting_for(period).annotate(hour=_chosen("hour"), weekday=_chosen("weekday"))
    theirs = waiting.filter(recipient__time_zone=zone, hour=rhythm.hour, weekday=rhythm.weekday, created_at__lt=due)
    fresh = theirs.exclude(Exists(Delivery.objects.filter(once=once)))
    return list(fresh.order_by("recipient").values_list("recipient", "recipient__ref").distinct()[:BATCH])


@dataclass(frozen=True)
class Gathered:
    """What a digest tells, found out `at` (seconds of the process's clock). said: notices whose text may be mailed,
    with their things in `rows`; others: how many more its reader sees."""

    at: float
    said: list
    rows: dict
    others: int


def gather(deliveries):
    """Find out what each of several digests tells now, in a number of queries that does not depend on how many they
    are, but for what only one of their readers sees."""
    at, readers = time.monotonic(), get_user_model().objects.in_bulk([row.recipient_id for row in deliveries])
    get_user_model().read_rights(readers.values())
    notices = _wanted(Notice.objects.in_digests(deliveries))
    seen = _seen(notices, readers)
    rows = fit_for_mail({notice.key for notice in seen})
    for row in deliveries:
        row.recipient = readers.get(row.recipient_id)
        mine = [notice for notice in seen if notice.digest_id == row.pk]
        said = [notice for notice in mine if notice.key in rows]
        row.gathered = Gathered(at, said, rows, len(mine) - len(said))


def _wanted(notices):
    """Those whose reader still wants to hear of them in the digest that they are in."""
    people = _by(notices, of=lambda notice: notice.kind, what=lambda notice: notice.recipient_id)
    chosen = {name: channels(known(name), some) for name, some in people.items() if known(name)}
    return [each for each in notices if chosen.get(each.kind, {}).get(each.recipient_id) == each.period]


def _seen(notices, readers):
    """Those whose thing their reader sees now: asked once for all who hold the same audiences, and once more for each
    of what only they may see."""
    notices = [notice for notice in notices if is_member(readers[notice.recipient_id])]
    held = {person: audiences_of(reader) for person, reader in readers.items()}
    together = _by(notices, of=lambda notice: held[notice.recipient_id])
    common = {keys: things.visible_keys(some, _anybody_with(keys)) for keys, some in together.items()}
    seen = {notice for notice in notices if notice.key in common[held[notice.recipient_id]]}
    alone = _by(set(notices) - seen, of=lambda notice: notice.recipient_id)
    own = {person: things.visible_keys(some, readers[person]) for person, some in alone.items()}
    return [notice for notice in notices if notice in seen or notice.key in own[notice.recipient_id]]


def _anybody_with(audiences):
    return get_user_model().anybody_with(audiences)


def _by(notices, of, what=lambda notice: notice.key):
    """{what a notice is sorted by: {what is wanted of it}}"""
    found = {}
    for notice in notices:
        found.setdefault(of(notice), set()).add(what(notice))
    return found


def digest_letter(delivery):
    """Of what everybody may read it says what it is; of the rest how many, and where. None where there is nothing."""
    gathered = getattr(delivery, "gathered", None)
    if gathered is None or time.monotonic() - gathered.at > FRESH:
        gather([delivery])
        gathered = delivery.gathered
    groups = collapsed(gathered.said)
    if not groups and not gathered.others:
        return None
    parts = [
        f"{group.said(gathered.rows, actor=None)}\n{_link('notice', group.oldest.ref)}" for group in groups[:MOST_SAID]
    ]
    more = gathered.others + sum(group.many for group in groups[MOST_SAID:])
    if more:
        parts.append(f"{_more(more, bool(parts))}\n{_link('notices')}")
    is_daily = period_of(delivery) == DAILY
    return Letter(_("Your day on Fora") if is_daily else _("Your week on Fora"), "\n\n".join(parts))


def period_of(delivery):
    return delivery.once.partition(":")[0]


def _more(many, beside):
    if beside:
        said = ngettext("There is %(count)d more.", "There are %(count)d more.", many)
    else:
        said = ngettext("There is %(count)d new thing for you.", "There are %(count)d new things for you.", many)
    return said % {"count": many}


def _link(name, *args):
    return settings.BASE_URL + reverse(name, args=args)
