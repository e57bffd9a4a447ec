#!/usr/bin/env python
"""Django's command line. `site/` goes on the path: it is a folder, not a package (that name is Python's own)."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main():
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (only once the path is set)

    from config.env import BadSetting  # noqa: PLC0415  (likewise)

    try:
        execute_from_command_line(sys.argv)
    except BadSetting as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
