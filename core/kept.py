"""What was made once and may be wanted again, in this process: bounded in bytes, the longest unused goes first."""

import threading
import time
from collections import OrderedDict


class Kept:
    """A store of {key: value}, each for so many seconds. Threads share it; it may be emptied at any moment."""

    _all = []

    def __init__(self, most_bytes, seconds=float("inf")):
        self._all.append(self)
        self.most_bytes, self.seconds, self.bytes = most_bytes, seconds, 0
        self._rows, self._turn = OrderedDict(), threading.Lock()

    def get(self, key):
        """The value, or None."""
        with self._turn:
            value, _size, until = self._rows.get(key, (None, 0, 0))
            if until < time.monotonic():
                return None
            self._rows.move_to_end(key)
            return value

    def put(self, key, value, size):
        """Keep a value of so many bytes, in the place of what was kept under its key."""
        with self._turn:
            self.bytes += size - self._rows.pop(key, (None, 0, 0))[1]
            self._rows[key] = (value, size, time.monotonic() + self.seconds)
            while self.bytes > self.most_bytes:
                self.bytes -= self._rows.popitem(last=False)[1][1]

    @classmethod
    def clear_all(cls):
        """Empty every store of this process."""
        for kept in cls._all:
            kept.clear()

    def clear(self):
        with self._turn:
            self._rows.clear()
            self.bytes = 0
