"""A private PostgreSQL for a test run: Debian's binaries, a folder of its own, gone at the end."""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.services.ports import free_port

ADVICE = "install Debian's package postgresql, or name its folder of programs with FORA_POSTGRESQL_BIN"
START = 60  # seconds until it answers
PASSWORD = secrets.token_hex(8)
# Crashes of the machine are nobody's concern here. Deadlocks and long waits are said in the log.
OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
ALWAYS = {"max_connections": "100", "log_lock_waits": "on", "deadlock_timeout": "200ms", "unix_socket_directories": ""}


def find():
    """The folder of initdb and postgres, or None."""
    named = [Path(os.environ["FORA_POSTGRESQL_BIN"])] if os.environ.get("FORA_POSTGRESQL_BIN") else []
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    for folder in [*named, *packaged, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _version(name):
    return [int(number) for number in re.findall(r"\d+", name)]


class Server:
    """One PostgreSQL on a port and in a folder of its own; it can be killed, stopped for a while and started again."""

    def __init__(self, folder, port, options=OPTIONS):
        self.bin, self.folder, self.port = find(), Path(folder), port
        self.options, self.process = {**ALWAYS, **options}, None

    def url(self, name="fora"):
        return f"postgres://fora:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def prepare(self):
        """Make the cluster: sorted as production is told to sort, passwords asked of everybody."""
        self.folder.mkdir(parents=True, exist_ok=True)
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        if self._owner():
            for path in (self.folder, secret):
                shutil.chown(path, "postgres")
        asked = ["--username=fora", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
        sorted_by = ["--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8"]
        self._run("initdb", f"--pgdata={self.folder / 'data'}", *asked, *sorted_by, "--no-sync", "--no-instructions")

    def start(self):
        options = [part for name, value in self.options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.folder / "data", "-p", str(self.port), *options],
                stdout=log, stderr=log, start_new_session=True, cwd="/", **self._owner(),
            )  # fmt: skip
        last = time.monotonic() + START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def answers(self):
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def make_database(self, name="fora"):
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")

    def kill(self):
        """Kill -9 of every process of it."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def signal(self, number):
        """Send a signal to every process of it, as SIGSTOP and SIGCONT for a server that hangs."""
        for process in _family(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGINT)  # "fast": whoever is connected is sent away
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _run(self, program, *arguments):
        done = subprocess.run(
            [self.bin / program, *arguments], capture_output=True, text=True, check=False, cwd="/", **self._owner()
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _owner(self):
        """It refuses root: then it is the system's user postgres, or whoever may do little."""
        if os.geteuid() != 0:
            return {}
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return {"user": "nobody"}
        return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _family(number):
    """The process and its children, as far as /proc or ps can tell; PostgreSQL has no grandchildren."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(number)], capture_output=True, text=True, check=False)
    return [number, *map(int, listed.stdout.split())]


@contextlib.contextmanager
def server(options=OPTIONS):
    """A started server with the database `fora`; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fora-postgresql-"))
    folder.chmod(0o755)
    made = Server(folder, free_port(), options)
    try:
        made.prepare()
        made.start()
        made.make_database()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running():
    """What a test run has to be told of it: the server at FORA_TEST_DATABASE_URL, or one of its own."""
    if given := os.environ.get("FORA_TEST_DATABASE_URL"):
        yield {"FORA_TEST_DATABASE_URL": given}
        return
    with server() as made:
        yield {"FORA_TEST_DATABASE_URL": made.url(), "FORA_TEST_DATABASE_IS_OURS": "1"}
