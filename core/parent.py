"""A child ends itself when its parent is gone, so that `kill -9` of any one process leaves no orphan.

Whoever starts a child writes its own number into the child's environment: a child whose parent died while it was
starting still notices, because it compares with that number and not with the one it first sees.
Standard library only: web workers call this before anything else is loaded.
"""

import os
import threading
import time

VARIABLE = "FORA_PARENT"
PAUSE = 0.5


def environment():
    """The environment for a child of this process that will watch it."""
    return {**os.environ, VARIABLE: str(os.getpid())}


def named():
    """The number of the parent that started this process, or None. Asked once: grandchildren must not inherit it."""
    number = os.environ.pop(VARIABLE, None)
    return int(number) if number else None


def is_gone(parent):
    """Whether the process that started this one has ended (None: nobody said who it is)."""
    return parent is not None and os.getppid() != parent


def watch():
    """Start the thread that ends this process, at once and without farewell, when its parent is gone."""
    parent = named()
    if parent is not None:
        threading.Thread(target=end_with, args=[parent], name="parent-watch", daemon=True).start()


def end_with(parent):
    while not is_gone(parent):
        time.sleep(PAUSE)
    os._exit(1)  # nothing is worth a delay: what was answered is committed, what was not is claimed again
