"""What must exist: the first version of the charter, in all five languages. Stewards change it on its own page."""

from pathlib import Path

from django.conf import settings

from members.actions.charter import bring_first_charter

FOLDER = Path(__file__).parent / "charter"


def ensure():
    bring_first_charter({code: (FOLDER / f"{code}.md").read_text("utf-8") for code, _name in settings.LANGUAGES})
