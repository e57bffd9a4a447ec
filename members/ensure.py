"""What must exist: the first version of the charter, in all five languages. Stewards change it on its own page."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from core.audit import record
from core.markup import VERSION, render
from members.actions.charter import publish_charter
from members.models import CharterText, CharterVersion

FOLDER = Path(__file__).parent / "charter"


@transaction.atomic
def ensure():
    """Publish version 1 where no version was ever published; whoever is a member by then is asked to accept it."""
    if CharterVersion.objects.published().exists():
        return
    first = CharterVersion.objects.create(number=1)
    CharterText.objects.bulk_create(_text(first, code) for code, _name in settings.LANGUAGES)
    record("members.draft_charter", by=None, reason="1")
    publish_charter(by=None)


def _text(version, language):
    body = (FOLDER / f"{language}.md").read_text("utf-8")
    return CharterText(
        version=version, language=language, body=body, body_html=render(body).html, markup_version=VERSION
    )
