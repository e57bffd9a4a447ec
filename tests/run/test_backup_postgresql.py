"""A back-up of PostgreSQL, made under load, comes back in an empty database: every row, and the index's sequence."""

import contextlib
import os

import psycopg
import pytest

from tests.run.processes import eventually, manage
from tests.run.test_backup import MAKE, NOT_KEPT, OF_THE_INDEX, busy, empty, files_below  # noqa: F401  (fixtures too)
from tests.services import postgresql, require
from tests.services.sharing import migrate_postgresql

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def server():
    require("postgresql")
    with postgresql.server() as made:
        yield made


@pytest.fixture(scope="module")
def prepared_there(server, tmp_path_factory):
    """A data folder whose empty, migrated site is the server's database `fora`."""
    folder = tmp_path_factory.mktemp("prepared-postgresql")
    migrate_postgresql(server.url())
    done = manage(folder, "prepare", FORA_DATABASE_URL=server.url())
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def new_database(server, prepared_there):
    """new_database(template) -> the address of one more database, a copy of another."""

    def make(template):
        name = f"fora_{os.urandom(4).hex()}"
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return server.url(name)

    return make


@pytest.fixture
def variables(new_database):
    return {"FORA_DATABASE_URL": new_database("fora")}


@pytest.fixture
def elsewhere(new_database):
    """An empty database."""
    return {"FORA_DATABASE_URL": new_database("template0")}


@pytest.fixture
def var(tmp_path):
    """Its data folder, which holds no file yet."""
    (folder := tmp_path / "var").mkdir()
    return folder


def ask(variables, question):
    with contextlib.closing(psycopg.connect(variables["FORA_DATABASE_URL"])) as connection:
        return connection.execute(question).fetchall()


def rows(variables):
    """{table: [rows, sorted]} of the database."""
    tables = ask(variables, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name: sorted(map(repr, ask(variables, f'SELECT * FROM "{name}"'))) for (name,) in tables}


def sequences(variables):
    return dict(ask(variables, "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"))


def test_under_load_it_holds_all_that_was_committed_before_it(busy, var, variables, empty, elsewhere, tmp_path):  # noqa: F811
    assert eventually(lambda: len(busy()) > 30, 120)
    before = busy()

    made = manage(var, "backup", str(tmp_path / "backup"), **variables)
    assert eventually(lambda: len(busy()) > len(before) + 10, 120)  # they went on writing
    done = manage(empty, "restore", str(tmp_path / "backup"), **elsewhere)

    assert (made.returncode, done.returncode) == (0, 0), made.stderr + done.stderr
    texts = [body for (body,) in ask(elsewhere, "SELECT body FROM forum_post WHERE number > 1")]
    assert set(before) <= set(texts) <= {body for (body,) in ask(variables, "SELECT body FROM forum_post")}
    assert ask(elsewhere, "SELECT count(*) FROM forum_topic WHERE last_number = post_count") == [(1,)]
    named = set(ask(elsewhere, "SELECT path, sha256 FROM files_storedfile"))
    assert len(named) >= len(before)
    assert named <= set(files_below(empty / "files").items())
    given = ask(elsewhere, "SELECT greatest(max(seq), 0) FROM search_indexed")[0][0]
    assert sequences(elsewhere)["search_seq"] >= given


def test_every_row_and_sequence_of_a_quiet_site_is_the_same_after_a_restore(var, variables, empty, elsewhere, tmp_path):  # noqa: F811
    assert manage(var, "shell", "-v", "0", "-c", MAKE, **variables).returncode == 0
    live, counted = rows(variables), sequences(variables)

    made = manage(var, "backup", str(tmp_path / "backup"), **variables)
    done = manage(empty, "restore", str(tmp_path / "backup"), **elsewhere)

    assert (made.returncode, done.returncode) == (0, 0), made.stderr + done.stderr
    restored = rows(elsewhere)
    assert restored.keys() == live.keys()
    compared = live.keys() - OF_THE_INDEX - NOT_KEPT
    assert len(compared) > 40
    [told] = [row for row in restored["core_auditentry"] if row not in live["core_auditentry"]]
    restored["core_auditentry"].remove(told)
    assert "'system', 'backup.restore'" in told
    assert {name: restored[name] for name in compared} == {name: live[name] for name in compared}
    assert [restored[name] for name in NOT_KEPT] == [[]] * len(NOT_KEPT)
    # The rebuilt index went on from the number that was kept; all others stand where they stood.
    now = sequences(elsewhere)
    assert now.pop("search_seq") >= counted.pop("search_seq") > 1
    assert now.pop("core_auditentry_id_seq") == counted.pop("core_auditentry_id_seq") + 1
    ours = {name for name in counted if not name.startswith(("search_", "django_session"))}
    assert {name: now[name] for name in ours} == {name: counted[name] for name in ours}


def test_without_pg_dump_it_is_one_sentence(var, variables, tmp_path):
    done = manage(var, "backup", str(tmp_path / "backup"), PATH=str(tmp_path), **variables)

    reason = "pg_dump is not installed here; it comes with PostgreSQL's client programs."
    assert (done.returncode, done.stderr) == (1, f"CommandError: No back-up was made. {reason}\n")
    assert not (tmp_path / "backup").exists()


def test_a_backup_of_the_other_database_is_refused(var, variables, empty, tmp_path):  # noqa: F811
    assert manage(var, "backup", str(tmp_path / "backup"), **variables).returncode == 0

    done = manage(empty, "restore", str(tmp_path / "backup"))

    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: Nothing was restored. The back-up is of postgresql, and this Fora runs on sqlite.\n",
    )
