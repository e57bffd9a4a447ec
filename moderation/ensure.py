"""What must exist of this room: the labels that posts and files carry."""

import tomllib
from pathlib import Path

from moderation.models import Forbidden, Handling, HandlingText

LABELS = Path(__file__).parent / "data" / "handling.toml"


def ensure():
    """Every label of the list, with its words. What is there stays as it is."""
    for key, said in tomllib.loads(LABELS.read_text(encoding="utf-8")).items():
        position, deeds = said.pop("position"), said.pop("forbids")
        handling, is_new = Handling.objects.get_or_create(key=key, defaults={"position": position})
        if is_new or not handling.texts.exists():
            _describe(handling, deeds, said)


def _describe(handling, deeds, texts):
    Forbidden.objects.bulk_create(Forbidden(handling=handling, deed=deed) for deed in deeds)
    HandlingText.objects.bulk_create(
        HandlingText(handling=handling, language=language, **text) for language, text in texts.items()
    )
