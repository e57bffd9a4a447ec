"""What several testing processes have in common: a database migrated once, and who gets which files, in which order."""

import fcntl
import hashlib
import json
import shutil

import pytest
from django.db import connection

from tests.run.processes import ROOT, manage

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
MOST_KEPT = 4  # databases of earlier runs
WAITING = ("faults", "browser")  # marks of what waits for servers more than it computes


@pytest.fixture(scope="session")
def migrated():
    """A SQLite file with all tables, and in them what must exist; to be copied. Made once for all processes and kept
    for the next runs."""
    place = ROOT / "var" / "tests"
    place.mkdir(parents=True, exist_ok=True)
    sources = _sources()
    file = place / f"migrated-{_digest(sources)}" / "fora.sqlite3"
    with (place / "migrating").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not file.exists():
            _migrate(file, sources)
    return file


def _sources():
    """{path: digest} of all that a new database comes from."""
    paths = sorted({path for source in SOURCES for path in ROOT.glob(source) if path.is_file()})
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _digest(sources):
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()[:16]


def _migrate(file, sources):
    """Make the database: from one that was kept, where only steps were added since, which is far quicker."""
    place = file.parent.parent
    beside = place / "migrating-now"
    shutil.rmtree(beside, ignore_errors=True)
    older = sorted(place.glob("migrated-*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
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
    """What pytest-django asks: whether a migrated test database is there already. On SQLite it is now."""
    if connection.vendor != "sqlite":
        return False
    shutil.copy(request.getfixturevalue("migrated"), connection.creation._get_test_db_name())
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
