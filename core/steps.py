"""Steps that say what they do, and that they still do it. Standard library only: it also runs before .venv exists."""

import contextlib
import sys
import threading
import time


@contextlib.contextmanager
def step(text, out=None):
    """Print `text`; after two seconds show that it goes on, at the end how long it took. Quick steps leave no trace.

    Yields a function `note(text)` that says how far it is, such as "37 of 243".
    """
    line = _Line(text, out or sys.stdout)
    ticker = threading.Thread(target=line.tick_until_done, daemon=True)
    ticker.start()
    try:
        yield line.note
    finally:
        line.done.set()
        ticker.join()
    line.close()


class _Line:
    """One step on the screen: rewritten in place on a terminal, one line every five seconds elsewhere."""

    QUIET = 2

    def __init__(self, text, out):
        self.text, self.out, self.progress = text, out, ""
        self.began = time.monotonic()
        self.done = threading.Event()
        self.shown = False

    def note(self, text):
        self.progress = f", {text}"

    def tick_until_done(self):
        if self.done.wait(self.QUIET):
            return
        while True:
            self._show()
            if self.done.wait(1 if self.out.isatty() else 5):
                return

    def close(self):
        if self.shown:
            start, end = ("\r", "\033[K\n") if self.out.isatty() else ("", "\n")
            self._write(f"{start}  {self.text}: done in {self._seconds()} s{end}")

    def _show(self):
        self.shown = True
        start, end = ("\r", " …\033[K") if self.out.isatty() else ("", " …\n")
        self._write(f"{start}  {self.text}, {self._seconds()} s{self.progress}{end}")

    def _seconds(self):
        return round(time.monotonic() - self.began)

    def _write(self, text):
        # The terminal may be gone already; whoever closed it has sent a signal too.
        with contextlib.suppress(OSError, ValueError):
            self.out.write(text)
            self.out.flush()
