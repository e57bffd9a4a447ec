"""The web server: granian, whose master and workers end when their parent is gone (by itself it goes on serving)."""

import os
import sys

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config.env import BadSetting, number, text
from core import parent

WORKERS = 2
THREADS = 4


def serve():
    parent.watch()
    bool(settings.DEBUG)  # reads all settings: a wrong one is said once, here, and not by each worker over and over
    # From here on the parent to watch is this process: granian's workers read it in config/wsgi.py.
    os.environ[parent.VARIABLE] = str(os.getpid())
    Granian(
        "config.wsgi:application",
        address=text("FORA_BIND", "127.0.0.1"),
        port=number("PORT", 8000, least=1, most=65535),
        interface=Interfaces.WSGI,
        workers=number("FORA_WEB_WORKERS", WORKERS, least=1, most=64),
        blocking_threads=THREADS,
        backpressure=THREADS * 16,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.error,
    ).serve()


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    try:
        serve()
    except BadSetting as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
