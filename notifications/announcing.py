"""What the lane `announcements` does: tells those who follow something of what is new in it, batch after batch.

Each batch is one transaction, with the id of its last person in it. Killed in between, the next goes on from there; and
a notice is unique for a person and a thing, so that nobody is told twice, nor of what they were told as meant for them.
"""

import logging

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core import things
from core.gate import MEMBERS, PUBLIC
from core.lease import claim, put_back
from notifications.following import at_level
from notifications.live import NOTICE, channels, facts_of, waiting_for
from notifications.models import Announcement, Delivery, Follow, Notice
from notifications.registry import MAIL, NONE, known

logger = logging.getLogger(__name__)

BATCH = 500  # people


def run_once():
    """Tell the next batch of people of the oldest announcement; returns how many announcements were worked on."""
    rows = claim(Announcement.objects.waiting(), 1)
    for row in rows:
        try:
            _go_on(row)
        except Exception:  # one that can't be made must not keep the others back
            logger.exception("The announcement %s can’t be made.", row)
            put_back(row)
    return len(rows)


def _go_on(row):
    kind, audience = known(row.kind), things.place_at(row.key)
    about = _as_anybody_sees(row.key, audience) if kind and audience else None
    with transaction.atomic():
        people = _next_people(row, kind, about, audience) if about is not None else []
        if _note_reached(row, people) and people:
            _tell(kind, about, people)


def _as_anybody_sees(key, audience):
    """The thing, if everybody who holds its audience sees it now; else None."""
    return things.resolve([key], get_user_model().anybody_with({PUBLIC, MEMBERS, audience})).get(key)


def _next_people(row, kind, about, audience):
    """Ids of the next people who watched a place of it when it came and hold its audience now, in order."""
    keys = [key for each in kind.places(about) for key in each]
    watching = Follow.objects.watching(keys).filter(user__gt=row.after, at__lte=row.at).values("user")
    people = get_user_model().objects.holding(audience).filter(pk__in=watching, pk__gt=row.after)
    return list(people.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _note_reached(row, people):
    """Note how far it got, and give the row back; whether it was still ours."""
    now = timezone.now()
    reached = {"after": people[-1]} if people else {}
    ended = {"ended_at": now} if len(people) < BATCH else {}
    mine = Announcement.objects.filter(pk=row.pk, claimed_until=row.claimed_until)
    return bool(mine.update(claimed_until=None, attempts=0, **reached, **ended))


def _tell(kind, about, people):
    hearing = set(at_level(Follow.WATCHING, kind.places(about), people))
    hearing -= {kind.writer(about), *kind.spared(about)}
    actor = kind.actor(about)
    if actor is not None:
        hearing -= {actor.pk, *get_user_model().objects.silencing(actor).values_list("pk", flat=True)}
    chosen = {person: channel for person, channel in channels(kind, hearing).items() if channel != NONE}
    facts = {"key": things.key_of(about), **facts_of(kind, about)}
    Notice.objects.bulk_create(
        (Notice(recipient_id=person, **facts, **waiting_for(channel)) for person, channel in chosen.items()),
        ignore_conflicts=True,
    )
    _mail(facts, [person for person, channel in chosen.items() if channel == MAIL])


def _mail(facts, people):
    """A mail to each of those whose notice says this: of others' the heavier word was mailed already."""
    notices = Notice.objects.filter(recipient__in=people, key=facts["key"], kind=facts["kind"], delivery=None)
    rows = notices.values_list("pk", "recipient") if people else ()
    Delivery.objects.bulk_create(
        (Delivery(kind=NOTICE, notice_id=notice, recipient_id=person, is_bulk=True) for notice, person in rows),
        ignore_conflicts=True,
    )
