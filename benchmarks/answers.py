"""How long the door takes for a member's address and for one that nobody has: medians in milliseconds and their ratio.

`.venv/bin/python benchmarks/answers.py`, on an idle machine, on a database of its own.
"""

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402

from members.actions import admit  # noqa: E402

KNOWN, UNKNOWN, TIMES = "member@test.example", "nobody@test.example", 41
DOORS = {
    "sign in": ("/accounts/login/", {"login": "", "password": "wrong and wrong again"}),
    "reset": ("/accounts/password/reset/", {"email": ""}),
}


def milliseconds(path, typed, email):
    """One answer, with no limit reached."""
    caches["default"].clear()
    sent = {name: value or email for name, value in typed.items()}
    began = time.perf_counter()
    Client().post(path, sent)
    return (time.perf_counter() - began) * 1000


def main():
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    admit(email=KNOWN, name="Member", by=None, password="three quiet herons at the weir")
    print(f"{'door':10} {'member':>8} {'nobody':>8} {'ratio':>6}   medians of {TIMES}, ms")
    for name, (path, typed) in DOORS.items():
        pairs = [(milliseconds(path, typed, KNOWN), milliseconds(path, typed, UNKNOWN)) for _ in range(TIMES)]
        known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
        print(f"{name:10} {known:8.1f} {unknown:8.1f} {known / unknown:6.2f}")
    runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
