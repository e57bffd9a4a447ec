"""What the two databases do differently when they are dumped, loaded and counted."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import Error, connection, connections, transaction

from config.env import SSL_OPTIONS
from core.unhurried import unhurried

# Who is signed in, and what a cache holds, has no place in a back-up: it would let ended sessions in again.
LEFT_OUT = ("django_session", "cache_default", "cache_pages")
# Where rows name bytes on disk: (table, column, folder of the archive, rows without bytes).
NAMED = [
    ("files_storedfile", "path", "files", "erased_at IS NOT NULL"),
    ("cms_picture", "file", "media", "file = ''"),
]


class DatabaseTrouble(Exception):
    """Why the database could not be dumped or loaded, in a sentence."""


@dataclass(frozen=True)
class Dump:
    """One moment of the database: its file, {table: rows}, the migrations applied, and what its rows name on disk."""

    path: Path
    rows: dict[str, int]
    migrations: list[str]
    named: set[str]


@contextmanager
def in_a_sentence():
    """Whatever either database says against it becomes DatabaseTrouble."""
    try:
        yield
    except (sqlite3.Error, Error) as error:
        raise DatabaseTrouble(f"The database cannot be used: {' '.join(str(error).split())}.") from error


@contextmanager
def dumped(folder):
    """Gives a Dump of this moment in an existing folder, while Fora goes on reading and writing; raises
    DatabaseTrouble."""
    dump_of = _sqlite_dump if connection.vendor == "sqlite" else _postgresql_dump
    with in_a_sentence(), dump_of(folder) as dump:
        yield dump


def is_empty():
    """Whether nothing of anybody is in the database: it has no tables. Raises DatabaseTrouble."""
    with in_a_sentence():
        return not connection.introspection.table_names()


def load(dump):
    """Put a dump into the empty database, whole or not at all; raises DatabaseTrouble."""
    with in_a_sentence():
        (_sqlite_load if connection.vendor == "sqlite" else _postgresql_load)(dump)


def counted():
    """{table: rows} of the database as it is; raises DatabaseTrouble."""
    with in_a_sentence(), unhurried(), connection.cursor() as cursor:
        return _counted(cursor, connection.introspection.table_names(cursor))


def _counted(cursor, tables):
    return {table: _number_of_rows(cursor, table) for table in sorted(set(tables) - set(LEFT_OUT))}


def _number_of_rows(cursor, table):
    return _all(cursor, f'SELECT COUNT(*) FROM "{table}"')[0][0]  # noqa: S608  (a name from the database's own list)


def _all(cursor, question):
    cursor.execute(question)
    return cursor.fetchall()


def _migrations(cursor):
    return [f"{app}.{name}" for app, name in _all(cursor, "SELECT app, name FROM django_migrations ORDER BY app, name")]


def _named(cursor):
    return {
        f"{folder}/{name}"
        for table, column, folder, without in NAMED
        for (name,) in _all(cursor, f"SELECT {column} FROM {table} WHERE NOT ({without})")  # noqa: S608  (constants)
    }


# SQLite


@contextmanager
def _sqlite_dump(folder):
    path = folder / "database"
    name = Path(connection.settings_dict["NAME"]).resolve()
    # Without a mode SQLite makes an empty database where there is none, and backs that up.
    with closing(sqlite3.connect(f"{name.as_uri()}?mode=rw", uri=True, timeout=60)) as live:
        live.execute("VACUUM INTO ?", [str(path)])
    with closing(sqlite3.connect(path)) as copy:
        cursor = copy.cursor()
        tables = {name for (name,) in _all(cursor, "SELECT name FROM sqlite_master WHERE type = 'table'")}
        tables = {name for name in tables if not name.startswith("sqlite_")}
        cursor.execute("PRAGMA secure_delete = ON")
        for table in tables.intersection(LEFT_OUT):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (a constant)
        copy.commit()
        dump = Dump(path, _counted(cursor, tables), _migrations(cursor), _named(cursor))
    yield dump


def _sqlite_load(dump):
    connections.close_all()
    name = Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(dump)) as copy:
        try:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            said = str(error)
    if said != "ok":
        raise DatabaseTrouble(f"The back-up's database is damaged: {said}.")
    for beside in ("-wal", "-shm"):  # of the empty database that was there
        name.with_name(name.name + beside).unlink(missing_ok=True)
    shutil.move(dump, name)


# PostgreSQL


@contextmanager
def _postgresql_dump(folder):
    """pg_dump reads the same moment as we count: a snapshot that this transaction keeps open for it."""
    path = folder / "database"
    with unhurried(), transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # It stands idle for as long as pg_dump reads.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        moment = _all(cursor, "SELECT pg_export_snapshot()")[0][0]
        tables = connection.introspection.table_names(cursor)
        dump = Dump(path, _counted(cursor, tables), _migrations(cursor), _named(cursor))
        left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
        _run("pg_dump", "--format=custom", f"--snapshot={moment}", f"--file={path}", *COMMON, *left_out)
    yield dump


COMMON = ("--no-owner", "--no-privileges", "--no-password")


def _postgresql_load(dump):
    connections.close_all()
    name = connection.settings_dict["NAME"]
    _run("pg_restore", "--single-transaction", "--exit-on-error", f"--dbname={name}", *COMMON, str(dump))


def _run(program, *arguments):
    """Run one of PostgreSQL's own programs; the password goes through the environment, where others can't read it."""
    wanted = connection.settings_dict
    said = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(wanted[key]) for name, key in said.items() if wanted[key]}}
    ways = {key: value for key, value in wanted["OPTIONS"].items() if key in SSL_OPTIONS}
    environment |= {f"PG{key.upper().replace('_', '')}": value for key, value in ways.items()}  # libpq's names
    try:
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise DatabaseTrouble(
            f"{program} is not installed here; it comes with PostgreSQL's client programs."
        ) from error
    if done.returncode:
        raise DatabaseTrouble(f"{program} failed: {' '.join(done.stderr.split())[:500]}")
