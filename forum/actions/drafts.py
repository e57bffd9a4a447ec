"""Texts kept before they are sent. No entry in the record tells of them: it would say whose post came next."""

from django.db import transaction
from django.utils import timezone

from core.refusals import require
from files.actions import want_files
from forum import refusals, rules
from forum.actions.referring import referring
from forum.models import Draft, Message, Post, PostOrigin, PostTranslation, TranslationVersion
from forum.querysets.draft import KEPT_FOR

MOST = 100  # of one person


@transaction.atomic
def save_draft(place, *, by, typed, version=0, once=""):
    """Keep what somebody typed for a place (its key, whether or not they see it now), in the place of what was there;
    the files that it names are kept as long.

    version: of the draft that the form was made from. If that is another than the one that is there, something else
    was written meanwhile, on another device: it is kept beside, as `other`. Returns the Draft, or None for what was
    sent already (a form's `once` tells) or says what stands there, where `once` is given. Raises TooManyDrafts.
    """
    require(rules.can_keep_drafts, by)
    if once and _was_sent(place, by, once):
        return None
    if once and _stands(place, by, typed):
        drop_sent_draft((place, version), by=by)
        return None
    draft, is_new = _locked_or_begun(place, by, typed)
    before = set() if is_new else _files_of(draft)
    if typed != draft.typed:
        if version != draft.version:
            draft.other = draft.typed
        draft.typed, draft.version, draft.at = typed, draft.version + 1, timezone.now()
        draft.save(update_fields=["typed", "other", "version", "at"])
    want_files(before - _files_of(draft), by=by, until=None)
    want_files(_files_of(draft), by=by, until=draft.at + KEPT_FOR)
    return draft


def throw_away_draft(place, *, by):
    """Nobody wants it any more."""
    drop_drafts(Draft.objects.filter(user=by, place=place))


@transaction.atomic
def drop_sent_draft(draft, *, by):
    """The text was sent, or its writer has emptied it: its draft, (place, version) or None, goes, unless something else
    was written there meanwhile, on another device; what was kept beside it comes into its place."""
    if not draft:
        return
    place, version = draft
    row = Draft.objects.select_for_update().filter(user=by, place=place, version=version).first()
    if row is None:
        return
    if row.other is None:
        drop_drafts(Draft.objects.filter(pk=row.pk))
        return
    before = _files_of(row)
    row.typed, row.other, row.version = row.other, None, row.version + 1
    row.save(update_fields=["typed", "other", "version"])
    want_files(before - _files_of(row), by=by, until=None)


@transaction.atomic
def drop_drafts(drafts):
    """Remove drafts, whosever they are; the files that they name wait no longer than any other."""
    named = {}
    for draft in drafts.select_related("user").select_for_update(of=("self",)):
        named.setdefault(draft.user, set()).update(_files_of(draft))
    drafts.delete()
    for person, refs in named.items():
        want_files(refs, by=person, until=None)


@transaction.atomic
def throw_away_old_drafts():
    """What was not touched for as long as drafts are kept goes, unless a hold is on who wrote it; how many there
    were."""
    return Draft.objects.old().not_on_hold().delete()[0]


def _locked_or_begun(place, by, typed):
    """(the Draft, whether it is new): of two devices that begin one at the same moment the second finds the first's."""
    there = Draft.objects.select_for_update().filter(user=by, place=place)
    if draft := there.first():
        return draft, False
    if by.drafts.count() >= MOST:
        raise refusals.TooManyDrafts
    draft, is_new = Draft.objects.get_or_create(user=by, place=place, defaults={"typed": typed})
    return (draft, True) if is_new else (there.get(), False)


def _files_of(draft):
    """The refs of the files that a draft names, None naming none."""
    texts = (draft.typed, draft.other or {}) if draft else ()
    return {ref for typed in texts for ref in typed.get("kept") or ()}


def _was_sent(place, by, once):
    """Whether what a form wrote stands already, as what is written in that place."""
    if place.startswith(("conversation:", "person:")):
        return Message.objects.filter(author=by, once=once).exists()
    if "/" in place:
        return PostTranslation.objects.filter(author=by, once=once).exists()
    return PostOrigin.objects.filter(user=by, once=once).exists()


def _stands(place, by, typed):
    """Whether a post, or its translation, says in this person's own words what a form for changing it holds: once that
    is sent, the form's `once` stands nowhere."""
    key, _slash, language = place.partition("/")
    kind, _colon, ref = key.partition(":")
    if kind != "post":
        return False
    if language:
        versions = TranslationVersion.objects.filter(translation__post__ref=ref, translation__language=language)
        last = versions.order_by("-pk").first()
        return last is not None and (last.by_id, last.body) == (by.pk, typed.get("body"))
    post = Post.objects.with_place().filter(ref=ref, origin__user=by).first()
    same_label = post and typed.get("handling") in (None, "", post.handling_id)
    return bool(same_label and post.body == referring(typed.get("body") or "", post.topic.board))
