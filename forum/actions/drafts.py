"""Texts kept before they are sent. No entry in the record tells of them: it would say whose post came next."""

from django.db import transaction
from django.utils import timezone

from core.refusals import require
from forum import refusals, rules
from forum.models import Draft, PostOrigin

MOST = 100  # of one person


@transaction.atomic
def save_draft(place, *, by, typed, version=0, once=""):
    """Keep what somebody typed for a place (its key, whether or not they see it now), in the place of what was there.

    version: of the draft that the form was made from. If that is another than the one that is there, something else
    was written meanwhile, on another device: it is kept beside, as `other`. Returns the Draft, or None for what was
    sent already (a form's `once` tells). Raises TooManyDrafts.
    """
    require(rules.can_keep_drafts, by)
    if once and PostOrigin.objects.filter(user=by, once=once).exists():
        return None
    draft = Draft.objects.select_for_update().filter(user=by, place=place).first()
    if draft is None:
        if by.drafts.count() >= MOST:
            raise refusals.TooManyDrafts
        return Draft.objects.get_or_create(user=by, place=place, defaults={"typed": typed})[0]
    if typed == draft.typed:
        return draft
    if version != draft.version:
        draft.other = draft.typed
    draft.typed, draft.version, draft.at = typed, draft.version + 1, timezone.now()
    draft.save(update_fields=["typed", "other", "version", "at"])
    return draft


@transaction.atomic
def throw_away_draft(place, *, by):
    """Nobody wants it any more."""
    Draft.objects.filter(user=by, place=place).delete()


@transaction.atomic
def drop_sent_draft(draft, *, by):
    """The text was sent: its draft, (place, version) or None, goes, unless something else was written there meanwhile,
    on another device."""
    if draft:
        place, version = draft
        Draft.objects.filter(user=by, place=place, version=version).delete()


@transaction.atomic
def throw_away_old_drafts():
    """What was not touched for as long as drafts are kept goes, unless a hold is on who wrote it; how many there
    were."""
    return Draft.objects.old().not_on_hold().delete()[0]
