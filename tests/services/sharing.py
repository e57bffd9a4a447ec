"""What several testing processes have in common: a database migrated once, and who gets which files, in which order."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.run.processes import ROOT, manage
from tests.services import postgresql

# These files share a server, which each process would start for itself in half a minute: so one process gets them all.
TOGETHER = {
    "tests/journeys/": "the site with its demo",
    "tests/search/test_engine_contract.py": "Elasticsearch",
    "tests/search/test_elasticsearch.py": "Elasticsearch",
}
# What a new database comes from: while none of it changes, the one of the run before is taken.
SOURCES = (
    "requirements.txt",
    "site/config/settings/*.py",
    *(f"*/{name}" for name in ("apps.py", "ensure.py", "existence.py", "models.py", "models/*.py", "migrations/*.py")),
    "members/charter/*",
    "members/actions/charter.py",
    "members/actions/entries.py",
)
PLACE = ROOT / "var" / "tests"
MOST_KEPT = 4  # databases of earlier runs
WAITING = ("faults", "browser")  # marks of what waits for servers more than it computes


@pytest.fixture(scope="session")
def migrated():
    """A SQLite file with all tables, and in them what must exist; to be copied. Made once for all processes and kept
    for the next runs."""
    sources = _sources()
    file = PLACE / f"migrated-{_digest(sources)}" / "fora.sqlite3"
    with _one_at_a_time("migrating"):
        if not file.exists():
            _migrate(file, sources)
    return file


def migrate_postgresql(url):
    """Bring an empty database of PostgreSQL to where `migrate` does: out of a dump, which the first one leaves."""
    dump = PLACE / f"migrated-{_digest(_sources())}.sql"
    with _one_at_a_time("dumping"):
        if not dump.exists():
            _migrate_and_dump(url, dump)
            return
    _run_program("psql", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", f"--file={dump}", url)


def _migrate_and_dump(url, dump):
    for older in PLACE.glob("migrated-*.sql"):
        older.unlink()
    beside = PLACE / "dumping-now"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    done = manage(beside, "migrate", FORA_DATABASE_URL=url)
    assert done.returncode == 0, done.stdout + done.stderr
    _run_program("pg_dump", "--no-owner", f"--file={beside / dump.name}", url)
    (beside / dump.name).rename(dump)
    shutil.rmtree(beside)


def _run_program(name, *arguments):
    """Run one of PostgreSQL's own programs."""
    done = subprocess.run(
        [postgresql.find() / name, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def _one_at_a_time(name):
    """While this lasts, no other testing process of this folder does what is called so."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / name).open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _sources():
    """{path: digest} of all that a new database comes from."""
    paths = sorted({path for source in SOURCES for path in ROOT.glob(source) if path.is_file()})
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _digest(sources):
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()[:16]


def _migrate(file, sources):
    """Make the database: from one that was kept, where only steps were added since, which is far quicker."""
    beside = PLACE / "migrating-now"
    shutil.rmtree(beside, ignore_errors=True)
    older = sorted(PLACE.glob("migrated-*/"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    base = next((folder for folder in older if _only_steps_since(folder, sources)), None)
    shutil.copytree(base, beside) if base else beside.mkdir()
    for folder in older[MOST_KEPT - 1 :]:
        shutil.rmtree(folder)
    done = manage(beside, "migrate", DJANGO_SETTINGS_MODULE="config.settings.dev")
    assert done.returncode == 0, done.stdout + done.stderr
    (beside / "sources.json").write_text(json.dumps(sources))
    beside.rename(file.parent)


def _only_steps_since(folder, sources):
    """Whether what a kept database came from differs from what there is now by new migrations, and models, alone."""
    kept = folder / "sources.json"
    before = json.loads(kept.read_text()) if kept.exists() else {}
    new_steps = {path for path in sources.keys() - before.keys() if "/migrations/" in path}
    others = (before.keys() | sources.keys()) - new_steps
    changed = {path for path in others if before.get(path) != sources.get(path)}
    return bool(before) and all("/models" in path for path in changed)


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings):
    """What pytest-django asks: whether a migrated test database is there already. Now it is."""
    name = connection.creation._get_test_db_name()
    if connection.vendor == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), name)
        return True
    if "FORA_TEST_DATABASE_IS_OURS" not in os.environ:  # another version than our programs, perhaps: Django does it
        return False
    with psycopg.connect(url := os.environ["FORA_TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
    migrate_postgresql(urlsplit(url)._replace(path=f"/{name}").geturl())
    return True


def waiting_first(items):
    """Order files so that those which mostly wait come first: the short ones then fill the gaps and end together."""
    waiting = {item.path for item in items if any(item.get_closest_marker(mark) for mark in WAITING)}
    items.sort(key=lambda item: item.path not in waiting)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests stay together, and some files do (--dist loadfile)."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling  # (only where there are several processes)

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return next((name for place, name in TOGETHER.items() if file.startswith(place)), file)

    config.option.loadscopereorder = False
    return Sharing(config, log)
