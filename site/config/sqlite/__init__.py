"""The turn to write to a file of SQLite, handed on by the operating system."""

import fcntl
import threading
import time


class Turn:
    """One connection's turn to write to the database at this path; closing it, or the end of the process, hands it on.

    Whoever comes waits to be the next, and then for the turn: so nobody who comes back at once is before who waits.

    Nobody can tell the system how long to wait for a lock. So a thread waits for it, where it does not come at once;
    and where nobody wants it any more when it comes, the thread hands it on.
    """

    def __init__(self, path):
        self._next, self._turn = open(f"{path}-next", "ab"), open(f"{path}-turn", "ab")  # noqa: SIM115, PTH123
        self._guard, self._came = threading.Lock(), threading.Event()
        self._is_closed = False

    def came_within(self, seconds):
        """Whether it came; if not, it is closed."""
        if _is_ours_at_once(self._next) and _is_ours_at_once(self._turn):
            self._next.close()
            return True
        threading.Thread(target=self._wait, daemon=True).start()
        self._came.wait(seconds)
        with self._guard:
            self._is_closed = not self._came.is_set()
        return not self._is_closed

    def close(self):
        self._turn.close()

    def _wait(self):
        fcntl.flock(self._next, fcntl.LOCK_EX)
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        self._next.close()
        with self._guard:
            self._came.set()
            if self._is_closed:
                self.close()


def taken(path, seconds):
    """(Turn, seconds left of those given): None in its place where it did not come. Raises OSError where the disk has
    no room for its files, or cannot be written to."""
    turn, began = Turn(path), time.monotonic()
    came = turn.came_within(seconds)
    return turn if came else None, max(0.0, seconds - (time.monotonic() - began))


def _is_ours_at_once(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
