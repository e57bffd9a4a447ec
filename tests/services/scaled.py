"""`make test-scaled`: starts the services of the scaled form, and pytest on them.

    python -m tests.services.scaled [what pytest takes …]

Settings are read before any fixture could start something, so this goes first. A service is one line in FORM: a module
with `find()`, `ADVICE` and `running()`, a context manager that yields the variables which config.settings.test reads.
"""

import contextlib
import os
import signal
import subprocess
import sys

from tests.services import elasticsearch, postgresql, redis

FORM = {"postgresql": postgresql, "redis": redis, "elasticsearch": elasticsearch}
NOTHING_TESTED = 5


def main(arguments):
    for name, service in FORM.items():
        if not service.find():
            sys.exit(
                f"The scaled form cannot be tested: {name} is missing. {service.ADVICE[0].upper()}{service.ADVICE[1:]}."
            )
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # so that nothing is left running
    with contextlib.ExitStack() as stack:
        found = {"FORA_TEST_FORM": "scaled", "FORA_REQUIRE_SERVICES": "1"}
        for service in FORM.values():
            found.update(stack.enter_context(service.running()))
        with contextlib.suppress(KeyboardInterrupt):  # pytest has heard it too, and says what it did
            return subprocess.run(
                [sys.executable, "-m", "pytest", *arguments], env={**os.environ, **found}, check=False
            ).returncode
    return NOTHING_TESTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
