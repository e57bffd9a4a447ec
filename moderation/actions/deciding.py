"""Decisions: each closes its item, and is refused where something happened that its maker had not seen."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import NotAllowed, require
from moderation import refusals, rules
from moderation.actions.queueing import happened, open_item, open_item_of
from moderation.decisions import DECISIONS
from moderation.models import Flag, ReviewItem
from moderation.objecting import is_for_another
from moderation.registry import reviewable_of
from moderation.reviewing import claimer_of, deeds_for
from notifications.live import notify


@dataclass(frozen=True)
class Saying:
    """Words to somebody: a template's texts {language: text}, and what is added to them."""

    reply: dict = field(default_factory=dict)
    words: str = ""

    def __bool__(self):
        return bool(self.reply or self.words)

    @property
    def said(self):
        return {"reply": self.reply, "words": self.words}


NOTHING = Saying()


@transaction.atomic
def decide(item, thing, decision, *, by, version, reason="", to_author=NOTHING, to_reporters=NOTHING):
    """Close an item by one of the decisions that its kind registered, or by `dismiss`.

    version: of the item as its maker saw it. Of two moderators at once one decides; the other gets Stale or
    AlreadyDecided, and nothing happens twice. Who decided what is objected to gets ForAnother. reason: for the record;
    the author never reads it.
    """
    _require_unchanged(item, thing, by, version)
    deeds = deeds_for(thing)
    if decision not in deeds:
        raise NotAllowed(on=thing)
    if deeds[decision]:
        deeds[decision](thing, by=by, reason=reason)  # locks the thing; its item is locked after it
    closing = {"closed_at": timezone.now(), "closed_by": by, "decision": decision}
    if not ReviewItem.objects.open().filter(pk=item.pk, version=version).update(**closing):
        raise refusals.Stale  # what the deed did is undone with it
    happened(item, decision, by=by, note=reason, **to_author.said)
    _close_reports(item.key, decision, by=by, saying=to_reporters)
    record("moderation.decide", by=by, on=thing, reason=f"{decision} {reason}".strip())
    _tell_author(item, thing, decision, to_author)
    return item


def _tell_author(item, thing, decision, saying):
    """What the deed itself does not tell: that an objection changed nothing, or that there are words."""
    tell = reviewable_of(item.key).tell
    if tell and item.why == ReviewItem.APPEAL and DECISIONS[decision].is_grave:
        tell(thing, "upheld")
    elif tell and saying:
        tell(thing, "said")


@transaction.atomic
def ask(item, thing, *, by, version, to_author, reason=""):
    """Ask the author for a change; until it is made the item waits beside the queue. Raises NothingSaid, Stale."""
    _require_unchanged(item, thing, by, version)
    kind = reviewable_of(item.key)
    if not kind.can_ask(thing):
        raise NotAllowed(on=thing)
    if not to_author:
        raise refusals.NothingSaid
    asking = {"asked_at": timezone.now(), "claimed_by": None, "claimed_at": None}
    if not ReviewItem.objects.open().filter(pk=item.pk, version=version).update(**asking):
        raise refusals.Stale
    happened(item, "asked", by=by, note=reason, **to_author.said)
    record("moderation.ask", by=by, on=thing, reason=reason)
    kind.tell(thing, "asked")
    return item


def require_version(thing, version, *, by):
    """Go on only if nothing happened to the open item of a thing since somebody saw it at this version, None for no
    item; its lock is held from then on. Raises AlreadyDecided, Stale, ClaimedByAnother."""
    item = open_item_of(thing)
    if item:
        _require_unchanged(item, thing, by, version)
    elif version is not None:
        raise refusals.AlreadyDecided


def settle(thing, decision, *, by, reason="", is_kept=False):
    """Close the open item of a thing, and the reports of it, in the caller's transaction: it was decided elsewhere.
    by: None where nobody who moderates did it. is_kept: where nothing waited, the decision gets an item of its own, so
    that who made it, when and why stays with the thing."""
    item = open_item_of(thing)
    if item is None and is_kept:
        item = open_item(thing, ReviewItem.HAND)
    if item:
        closing = {"closed_at": timezone.now(), "closed_by": by, "decision": decision}
        ReviewItem.objects.filter(pk=item.pk).update(**closing)
        happened(item, decision, by=by, note=reason)
        _close_reports(item.key, decision, by=by)


def _require_unchanged(item, thing, by, version):
    require(rules.can_review, by, thing)
    fresh = ReviewItem.objects.select_related("claimed_by").get(pk=item.pk)
    if not fresh.is_open:
        raise refusals.AlreadyDecided
    if fresh.version != version:
        raise refusals.Stale
    if is_for_another(fresh, thing, by):
        raise refusals.ForAnother
    if claimer_of(fresh, thing) not in (None, by):
        raise refusals.ClaimedByAnother


def _close_reports(key, decision, *, by, saying=NOTHING):
    """Close the open reports of a thing; each reporter hears what became of it."""
    reports = list(Flag.objects.open().filter(key=key).select_related("reporter"))
    closing = {"closed_at": timezone.now(), "closed_by": by, "decision": decision}
    Flag.objects.filter(pk__in=[report.pk for report in reports]).update(**closing, **saying.said)
    for report in reports:
        notify("moderation.answered", about=report, to=[report.reporter])
