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
        _write(draft, language, body, changes)
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

    Raises Incomplete, NothingToPublish.
    """
    require(rules.can_edit_charter, by)
    draft = CharterVersion.objects.select_for_update().filter(published_at=None).first()
    if draft is None:
        raise NothingToPublish
    _require_complete(draft)
    _put_in_force(draft, by)
    record("members.publish_charter", by=by, reason=str(draft.number))
    return draft


@transaction.atomic
def bring_first_charter(bodies):
    """Publish version 1, {language: Markdown}, where none ever was; nobody did this, so no log tells it.

    Whoever is a member by then is asked to accept it.
    """
    if CharterVersion.objects.published().exists():
        return
    first, _is_new = CharterVersion.objects.get_or_create(number=1)
    for language, body in bodies.items():
        _write(first, language, body)
    _put_in_force(first, None)


def _put_in_force(version, by):
    version.published_at, version.published_by = timezone.now(), by
    version.save(update_fields=["published_at", "published_by"])
    User.objects.update(charter_due_at=version.published_at)


def _write(version, language, body, changes=""):
    details = {"body": body, "body_html": markup.render(body).html, "markup_version": markup.VERSION}
    CharterText.objects.update_or_create(version=version, language=language, defaults={**details, "changes": changes})


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
