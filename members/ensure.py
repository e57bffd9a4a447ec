"""What must exist: the first version of the charter in all five languages, which stewards change on its own page, and
everybody's entry in the directory."""

from pathlib import Path

from django.conf import settings

from members.actions.charter import bring_first_charter
from members.actions.entries import ensure_entries

FOLDER = Path(__file__).parent / "charter"


def ensure():
    bring_first_charter({code: (FOLDER / f"{code}.md").read_text("utf-8") for code, _name in settings.LANGUAGES})
    ensure_entries()
