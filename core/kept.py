"""What was made once and may be wanted again, in this process: bounded in bytes, the longest unused goes first."""

import threading
from collections import OrderedDict


class Kept:
    """A store of {key: value}. Threads share it; it may be emptied at any moment."""

    def __init__(self, most_bytes):
        self.most_bytes, self.bytes = most_bytes, 0
        self._rows, self._turn = OrderedDict(), threading.Lock()

    def get(self, key):
        """The value, or None."""
        with self._turn:
            row = self._rows.get(key)
            if row is None:
                return None
            self._rows.move_to_end(key)
            return row[0]

    def put(self, key, value, size):
        """Keep a value of so many bytes, in the place of what was kept under its key."""
        with self._turn:
            self.bytes += size - self._rows.pop(key, (None, 0))[1]
            self._rows[key] = (value, size)
            while self.bytes > self.most_bytes:
                self.bytes -= self._rows.popitem(last=False)[1][1]

    def clear(self):
        with self._turn:
            self._rows.clear()
            self.bytes = 0
