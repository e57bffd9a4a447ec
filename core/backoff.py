"""How long to wait before a dead child is started again. Standard library only."""

import time

LONGEST = 60


class Backoff:
    """1, 2, 4 … 60 seconds (or `longest`), and 1 again for a child that lived for more than a minute."""

    def __init__(self, longest=LONGEST):
        self.longest, self.failures, self.began, self.due = longest, 0, 0.0, 0.0

    def started(self):
        self.began = time.monotonic()

    def failed(self):
        """Count one death; returns the pause in seconds."""
        lived = time.monotonic() - self.began
        self.failures = 1 if lived > LONGEST else self.failures + 1
        pause = min(2 ** min(self.failures - 1, 9), self.longest)
        self.due = time.monotonic() + pause
        return pause

    def succeeded(self):
        """Forget the failures."""
        self.failures = 0

    def is_over(self):
        return time.monotonic() >= self.due
