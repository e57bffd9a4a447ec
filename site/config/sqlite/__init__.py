"""The turn to write to a file of SQLite, handed on by the operating system."""

import contextlib
import fcntl
import os
import threading
import time

MOST_WAITING = 16  # threads of this process, those among them whose turn nobody waits for any more


class Turn:
    """One connection's turn to write to the database at this path; closing it, or the end of the process, hands it on.

    Whoever comes waits to be the next, and then for the turn: so nobody who comes back at once is before who waits.

    Nobody can tell the system how long to wait for a lock. So a thread waits for it, where it does not come at once;
    and where nobody wants it any more when it comes, the thread hands it on.
    """

    _free = threading.BoundedSemaphore(MOST_WAITING)

    def __init__(self, path):
        with contextlib.ExitStack() as opened:
            self._next = _Lock(f"{path}-next")
            opened.callback(self._next.close)
            self._turn = _Lock(f"{path}-turn")
            opened.pop_all()
        self._guard, self._came = threading.Lock(), threading.Event()
        self._is_closed = False

    def came_within(self, seconds):
        """Whether it came; if not, it is closed. Where too many threads wait already, it does not come at all."""
        if self._next.is_ours_at_once() and self._turn.is_ours_at_once():
            self._next.close()
            return True
        if not self._free.acquire(blocking=False):
            self._next.close()
            self._turn.close()
            return False
        threading.Thread(target=self._wait, daemon=True).start()
        self._came.wait(seconds)
        with self._guard:
            self._is_closed = not self._came.is_set()
        return not self._is_closed

    def close(self):
        self._turn.close()

    def _wait(self):
        self._next.wait()
        self._turn.wait()
        self._next.close()
        with self._guard:
            self._came.set()
            if self._is_closed:
                self.close()
        self._free.release()


class _Lock:
    """A lock of the operating system's on a file. It is given up by name before the file is closed: a process that was
    forked meanwhile has the file open, too."""

    def __init__(self, path):
        self._file = os.open(path, os.O_RDONLY | os.O_CREAT, 0o666)

    def is_ours_at_once(self):
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self):
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def close(self):
        fcntl.flock(self._file, fcntl.LOCK_UN)
        os.close(self._file)


def taken(path, seconds):
    """(Turn, seconds left of those given): None in its place where it did not come. Raises OSError where the disk has
    no room for its files, or they cannot be opened."""
    turn, began = Turn(path), time.monotonic()
    came = turn.came_within(seconds)
    return turn if came else None, max(0.0, seconds - (time.monotonic() - began))
