"""The web server: granian, whose master and workers end when their parent is gone (by itself it goes on serving)."""

import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from core import parent

WORKERS = 2
THREADS = 4


def serve():
    parent.watch()
    # From here on the parent to watch is this process: granian's workers read it in config/wsgi.py.
    os.environ[parent.VARIABLE] = str(os.getpid())
    Granian(
        "config.wsgi:application",
        address=os.environ.get("FORA_BIND", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("FORA_WEB_WORKERS", WORKERS)),
        blocking_threads=THREADS,
        backpressure=THREADS * 16,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    serve()
