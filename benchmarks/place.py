"""Where a benchmark's Fora lives: a data folder and a database of its own, in production settings.

Nothing here loads Django: what measures stays small, and Fora runs in processes of its own.
"""

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks import ROOT

FOLDER = Path(os.environ.get("FORA_BENCH") or ROOT / "var" / "bench")
PORT = int(os.environ.get("PORT") or 8790)
# A proxy ends TLS in production: whoever measures speaks as it does.
AS_THE_PROXY = {"Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Place:
    """A data set by its number of posts and by what loads it, `benchmarks.<data>`: its folder, and its own database
    where FORA_DATABASE_URL names a server."""

    posts: int
    data: str = "forum_data"

    @property
    def name(self):
        return f"{self.posts}" if self.data == "forum_data" else f"{self.data}-{self.posts}"

    @property
    def database(self):
        """`sqlite`, or `postgresql`."""
        return "postgresql" if os.environ.get("FORA_DATABASE_URL") else "sqlite"

    @property
    def folder(self):
        return FOLDER / f"{self.database}-{self.name}"

    @property
    def database_url(self):
        """FORA_DATABASE_URL with a database name of this data set's own; "" for SQLite."""
        given = os.environ.get("FORA_DATABASE_URL", "")
        if not given:
            return ""
        parts = urlsplit(given)
        return urlunsplit(parts._replace(path=f"{parts.path or '/fora'}_bench_{self.name}"))

    def environment(self, settings="prod"):
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
            "FORA_VAR": str(self.folder),
            "FORA_DATABASE_URL": self.database_url,
            "FORA_SECRET_KEY": SECRET,
            "FORA_HOSTS": "localhost",
            "FORA_BASE_URL": "https://localhost",
            "PORT": str(PORT),
        }

    def fill(self):
        """Load the data, once: it stays until what loads it, or a migration, changes."""
        mark, wanted = self.folder / "loaded", _fingerprint(self.data)
        if mark.exists() and mark.read_text() == wanted:
            return
        print(f"Loading {self.posts:,} posts into {self.folder} …", flush=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self.database_url:
            _empty_database(self.database_url)
        self._run(f"benchmarks.{self.data}", self.posts, settings="dev", stdout=sys.stdout)
        mark.write_text(wanted)

    def tell(self, module, *arguments):
        """What one of our modules, run on this place, prints last, as JSON."""
        return json.loads(self._run(module, *arguments, stdout=subprocess.PIPE).stdout.splitlines()[-1])

    def show(self, module, *arguments):
        """Run one of our modules on this place; what it prints is shown."""
        self._run(module, *arguments, stdout=None)

    def _run(self, module, *arguments, settings="prod", stdout):
        command = [sys.executable, "-m", module, *map(str, arguments)]
        environment = self.environment(settings)
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=stdout, text=True, check=True)

    @contextlib.contextmanager
    def served(self):
        """Fora as production runs it (granian, two workers) on PORT, for as long as this lasts; gives its process."""
        _refuse_a_taken_port()
        web = subprocess.Popen([sys.executable, "-m", "config.web"], cwd=ROOT, env=self.environment())
        try:
            _wait_until_it_answers(web)
            yield web
        finally:
            web.terminate()
            web.wait(20)


def get(path, cookie="", **more):
    """(status, body as sent) of one page."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)) as connection:
        connection.request("GET", path, headers={**AS_THE_PROXY, "Cookie": cookie, **more})
        answer = connection.getresponse()
        return answer.status, answer.read()


def _fingerprint(data):
    """Changes with what loads the data, and with the tables it is loaded into."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "benchmarks").glob(f"{data}*.py")):
        digest.update(path.read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.name.encode())
    return digest.hexdigest()


def _empty_database(url):
    """Make the database of a data set anew, through the one that the server always has."""
    parts = urlsplit(url)
    name = parts.path.removeprefix("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _refuse_a_taken_port():
    """Another Fora on this port would be measured in the place of this one."""
    with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", PORT), timeout=5):
        sys.exit(f"Something answers on port {PORT} already: choose another by PORT.")


def _wait_until_it_answers(web):
    last = time.monotonic() + 60
    while time.monotonic() < last and web.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if get("/healthz")[0] == http.client.OK:
                return
        time.sleep(0.1)
    sys.exit(f"Fora did not start on port {PORT}.")
