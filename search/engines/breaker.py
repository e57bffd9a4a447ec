"""A circuit breaker: nobody waits for what has not answered the last few times (M. Nygard, "Release It!", 2007)."""

import threading
from time import monotonic

FAILURES = 3  # in a row
PAUSE = 5.0  # seconds for which nobody asks; then all may, until one of them waits in vain again


class Breaker:
    """`with breaker:` around each question, by any threads of a process.

    failure: the exception that counts; whatever else comes of a question is an answer. refusal() -> the exception that
    is raised at once instead of asking, after FAILURES of them in a row and for PAUSE seconds.
    """

    def __init__(self, failure, refusal):
        self.failure, self.refusal = failure, refusal
        self._lock = threading.Lock()
        self._failures, self._due = 0, 0.0

    def __enter__(self):
        with self._lock:
            if self._failures >= FAILURES and monotonic() < self._due:
                raise self.refusal()

    def __exit__(self, kind, error, trace):
        with self._lock:
            if isinstance(error, self.failure):
                self._failures += 1
                self._due = monotonic() + PAUSE
            else:
                self._failures = 0
