"""Who looks at what: taken up, given back, given to another."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from moderation import refusals, rules
from moderation.actions.queueing import happened
from moderation.models import ReviewItem
from moderation.registry import reviewable_of
from moderation.reviewing import claimer_of
from notifications.live import notify


@transaction.atomic
def claim(item, thing, *, by, takes_over=False):
    """Take an item up, so that others see it. Raises ClaimedByAnother, unless it is to be taken over."""
    fresh = _locked(item, thing, by)
    claimer = claimer_of(fresh, thing)
    if claimer == by:
        return fresh
    if claimer and not takes_over:
        raise refusals.ClaimedByAnother
    ReviewItem.objects.filter(pk=fresh.pk).update(claimed_by=by, claimed_at=timezone.now())
    happened(fresh, "claimed", by=by)
    record("moderation.claim", by=by, on=thing)
    return fresh


@transaction.atomic
def release(item, thing, *, by):
    """Give back what one has taken up."""
    fresh = _locked(item, thing, by)
    if fresh.claimed_by_id == by.pk:
        ReviewItem.objects.filter(pk=fresh.pk).update(claimed_by=None, claimed_at=None)
        happened(fresh, "released", by=by)
        record("moderation.release", by=by, on=thing)
    return fresh


@transaction.atomic
def assign(item, thing, *, to, by):
    """Give an item to somebody who moderates its place, who hears of it. Raises NotAModerator.

    Asked is the list that everybody may know, not what this person may decide: to refuse one moderator of the place
    would tell who wrote what stands there without a name.
    """
    fresh = _locked(item, thing, by)
    if not reviewable_of(item.key).moderators(thing).filter(pk=to.pk).exists():
        raise refusals.NotAModerator
    if fresh.assigned_to_id != to.pk:
        ReviewItem.objects.filter(pk=fresh.pk).update(assigned_to=to)
        happened(fresh, "assigned", by=by)
        record("moderation.assign", by=by, on=thing)
        if to != by:
            notify("moderation.assigned", about=fresh, to=[to])
    return fresh


def _locked(item, thing, by):
    require(rules.can_review, by, thing)
    fresh = ReviewItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if not fresh.is_open:
        raise refusals.AlreadyDecided
    return fresh
