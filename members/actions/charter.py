"""What stewards do with the charter: a draft, and a new version that everybody is asked to accept once."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import markup
from core.audit import record
from core.refusals import Refusal, require
from members import rules
from members.models import CharterText, CharterVersion, User


class Incomplete(Refusal):
    message = _("The charter is published in all five languages at once: each needs its text and what changed.")


class NothingToPublish(Refusal):
    message = _("There is no draft: it was published or thrown away meanwhile.")


class DraftMoved(Refusal):
    message = _("Somebody else has saved this draft meanwhile. Look at what stands there now, then save yours again.")


@transaction.atomic
def draft_charter(texts, *, by, seen=None):
    """Keep the draft of the next version. texts: {language: (Markdown, what changed)}.

    seen: `saved_at` of the draft that the writer had before them, or None for none. Raises DraftMoved where it is
    another one by now.
    """
    require(rules.can_edit_charter, by)
    draft, is_new = _draft()
    if not is_new and draft.saved_at != seen:
        raise DraftMoved
    draft.saved_at = timezone.now()
    draft.save(update_fields=["saved_at"])
    for language, (body, changes) in texts.items():
        details = {
            "body": body,
            "body_html": markup.render(body).html,
            "markup_version": markup.VERSION,
            "changes": changes,
        }
        CharterText.objects.update_or_create(version=draft, language=language, defaults=details)
    record("members.draft_charter", by=by, reason=str(draft.number))
    return draft


@transaction.atomic
def throw_away_draft(*, by):
    require(rules.can_edit_charter, by)
    for draft in CharterVersion.objects.filter(published_at=None):
        record("members.throw_away_charter", by=by, reason=str(draft.number))
        draft.delete()


@transaction.atomic
def publish_charter(*, by):
    """Make the draft the charter. From their next request on, members are asked to accept it.

    `by` is a steward, or None for the very first version, which Fora brings along. Raises Incomplete, NothingToPublish.
    """
    if by is not None:
        require(rules.can_edit_charter, by)
    draft = CharterVersion.objects.select_for_update().filter(published_at=None).first()
    if draft is None:
        raise NothingToPublish
    _require_complete(draft)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save(update_fields=["published_at", "published_by"])
    User.objects.update(charter_due_at=draft.published_at)
    record("members.publish_charter", by=by, reason=str(draft.number))
    return draft


def _draft():
    """The draft there is, or a new one with the number that comes next; and whether it is new."""
    draft = CharterVersion.objects.select_for_update().filter(published_at=None).first()
    if draft is not None:
        return draft, False
    last = CharterVersion.objects.published().first()
    return CharterVersion.objects.get_or_create(number=last.number + 1 if last else 1)


def _require_complete(draft):
    texts = {text.language: text for text in draft.texts.all()}
    is_first = draft.number == 1
    whole = [code for code, text in texts.items() if text.body.strip() and (is_first or text.changes.strip())]
    if set(whole) != {code for code, _name in settings.LANGUAGES}:
        raise Incomplete
