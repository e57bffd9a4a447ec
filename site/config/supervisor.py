"""`make run`: prepares the data, runs web and worker, ends them together, and leaves nothing behind.

Standard library and `core`'s plain modules only: Django is loaded by the children, not here.
"""

import contextlib
import fcntl
import hashlib
import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bootstrap import port_trouble
from core import parent
from core.backoff import Backoff

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ["FORA_VAR"])
PORT = int(os.environ["PORT"])
RUN = VAR / "run"
LOOK = 0.1  # seconds between two looks
LONGEST_START = 120  # seconds until the web server is well
PATIENCE = 10  # seconds children have to end by themselves
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PREPARE = [sys.executable, "manage.py", "prepare"]
WEB = [sys.executable, "-m", "config.web"]
WORKER = [sys.executable, "manage.py", "worker"]
APPLIED = "SELECT app, name FROM django_migrations ORDER BY 1, 2"
LEFT_OUT = {"__pycache__", "tests", "benchmarks", "var"}


class Stop(Exception):
    """A reason to end, in one sentence."""


class Child:
    """One program in a session of its own, so that the terminal's signals reach the supervisor alone."""

    def __init__(self, name, command):
        self.name, self.command, self.process, self.backoff = name, command, None, Backoff()

    def start(self):
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=parent.environment(), start_new_session=True)
        self.backoff.started()

    def look(self):
        """Notice its death, and start it again once its pause is over."""
        if self.process and self.process.poll() is not None:
            pause = self.backoff.failed()
            say(f"The {self.name} ended with {self.process.returncode}; it starts again in {pause} s.")
            self.process = None
        if self.process is None and self.backoff.is_over():
            self.start()

    def tell_to_end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline):
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):  # whatever of its session is still there
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    def __init__(self):
        self.is_ending = False
        self.started = []
        self.watched = parent.named()

    def run(self):
        for number in ENDING:
            signal.signal(number, self._end)
        try:
            with alone():
                self._prepare()
                self._serve()
        finally:
            self._end_children()

    def _end(self, number, frame):
        self.is_ending = True

    def _goes_on(self):
        return not (self.is_ending or parent.is_gone(self.watched))

    def _start(self, name, command):
        child = Child(name, command)
        self.started.append(child)
        child.start()
        return child

    def _prepare(self):
        if fingerprint() == stored_fingerprint():
            return
        child = self._start("preparation", PREPARE)
        while self._goes_on() and child.process.poll() is None:
            time.sleep(LOOK)
        if self._goes_on():
            if child.process.returncode:
                raise Stop("Fora was not started: its data could not be prepared, the reason stands above.")
            (RUN / "prepared").write_text(fingerprint())
        self.started.remove(child) if child.process.poll() is not None else None

    def _serve(self):
        # Asked again: preparing may have taken a minute, and two servers could share a port without a word.
        if trouble := port_trouble(PORT):
            raise Stop(f"Fora was not started: port {PORT} cannot be used any more ({os.strerror(trouble)}).")
        web = self._start("web server", WEB)
        last = time.monotonic() + LONGEST_START
        while self._goes_on() and not answers():
            web.look()
            if web.backoff.failures >= 3 or time.monotonic() > last:
                raise Stop("Fora was not started: the web server does not get well, the reason stands above.")
            time.sleep(LOOK)
        if self._goes_on():
            self._welcome()
            # Only now: loading Django twice at once would make the first page late.
            self._start("worker", WORKER)
        while self._goes_on():
            for child in self.started:
                child.look()
            time.sleep(LOOK)

    def _welcome(self):
        say(f"\nFora runs on http://localhost:{PORT}/   (Ctrl-C ends it)")
        with contextlib.suppress(OSError):
            say((RUN / "accounts").read_text())

    def _end_children(self):
        for child in self.started:
            child.tell_to_end()
        deadline = time.monotonic() + PATIENCE
        for child in self.started:
            child.end(deadline)


@contextlib.contextmanager
def alone():
    """One Fora on one data folder; Stop if there is another."""
    RUN.mkdir(parents=True, exist_ok=True)
    with (RUN / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(f"Fora already runs on {VAR}: stop it first, or name another folder with FORA_VAR=.") from None
        yield


def answers():
    """Whether the web server answers /healthz."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


# --- is there anything to prepare?


def stored_fingerprint():
    try:
        return (RUN / "prepared").read_text()
    except OSError:
        return None


def fingerprint():
    """Changes whenever preparing could have something to do: other code, texts or demo, another database, caches in its
    tables or not, an engine of its own or not, no index."""
    elsewhere = [str(bool(os.environ.get(name, "").strip())) for name in ("FORA_REDIS_URL", "FORA_SEARCH_URL")]
    parts = [os.environ.get("FORA_DEMO_PASSWORD", ""), str((VAR / "index" / "CURRENT").exists())]
    parts += [*elsewhere, *applied_migrations()]
    for path in sorted(project_files()):
        status = path.stat()
        parts.append(f"{path.relative_to(ROOT)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def project_files():
    yield ROOT / "requirements.txt"
    for folder in ROOT.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in LEFT_OUT:
            for path in folder.rglob("*"):
                if path.is_file() and not LEFT_OUT.intersection(path.parts[len(ROOT.parts) :]) and path.suffix != ".mo":
                    yield path


def applied_migrations():
    """The database and what was applied to it: a restored, emptied or other one is prepared again."""
    address = os.environ.get("FORA_DATABASE_URL", "").strip()
    return _on_server(address) if address else _in_file(VAR / "fora.sqlite3")


def _in_file(path):
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        try:
            rows = database.execute(APPLIED).fetchall()
        except sqlite3.Error:
            return []
    return [str(path.stat().st_ino), *(f"{app}.{name}" for app, name in rows)]


def _on_server(address):
    """Nothing where it does not answer or makes no sense: then preparing says what is wrong."""
    import psycopg  # noqa: PLC0415  (loaded only where there is a server)

    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            number = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()[0]
            rows = connection.execute(APPLIED).fetchall()
    except psycopg.Error:
        return []
    return [address, str(number), *(f"{app}.{name}" for app, name in rows)]


def say(text):
    with contextlib.suppress(OSError):  # the terminal may be closed already
        print(text, flush=True)


def main():
    try:
        Supervisor().run()
    except Stop as stop:
        sys.exit(str(stop))


if __name__ == "__main__":
    main()
