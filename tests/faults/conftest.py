"""A whole running Fora on PostgreSQL and Redis of the test's own, which it may kill."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys

import psycopg
import pytest

from tests.faults.busy import MORE
from tests.faults.writing import made
from tests.run.conftest import NOTE_PREPARED
from tests.run.processes import ROOT, SUPERVISOR, environment, eventually, free_port, manage, processes_of
from tests.run.test_supervisor import Running
from tests.services import postgresql as postgresql_service
from tests.services import redis as redis_service
from tests.services import require
from tests.services.sharing import migrate_postgresql

START = 120  # seconds, on two busy cores


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL that keeps what it acknowledged, as production has it."""
    require("postgresql")
    with postgresql_service.server(postgresql_service.SAFE) as server:
        yield server


@pytest.fixture(scope="session")
def redis():
    require("redis")
    with redis_service.server() as server:
        yield server


@pytest.fixture(scope="session")
def prepared_server(postgresql, redis, tmp_path_factory):
    """A data folder with an empty, migrated site on the server, in the database `fora`; (folder, variables)."""
    folder = tmp_path_factory.mktemp("prepared-scaled")
    variables = {"FORA_DATABASE_URL": postgresql.url(), "FORA_REDIS_URL": f"{redis.url()}/0"}
    migrate_postgresql(postgresql.url())
    done = manage(folder, "prepare", **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, variables


class Scaled(Running):
    """A running Fora in the scaled form, with its servers and people who may write to one topic."""

    def __init__(self, var, port, process, postgresql, redis, variables):
        super().__init__(var, port, process)
        self.postgresql, self.redis, self.variables = postgresql, redis, variables
        self.site = made(var, MORE, **variables)

    @property
    def session(self):
        return self.site["sessions"][0]

    def rows(self, question):
        with psycopg.connect(self.variables["FORA_DATABASE_URL"]) as connection:
            return connection.execute(question).fetchall()

    def programs(self):
        """The numbers of all processes, by the part they play."""
        parts = self.parts()
        return {name: sorted(parts.get(name, [])) for name in ("supervisor", "web", "web worker", "worker", "lane")}


@pytest.fixture
def scaled(prepared_server, postgresql, redis, tmp_path):
    """A whole running Fora on a database of the test's own; its servers are well again afterwards."""
    folder, variables = prepared_server
    name = f"fora_{os.urandom(4).hex()}"
    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE fora")
    redis.flush()
    var, port = tmp_path / "var", free_port()
    shutil.copytree(folder, var)
    variables = {**variables, "FORA_DATABASE_URL": postgresql.url(name)}
    subprocess.run(
        [sys.executable, "-c", NOTE_PREPARED], cwd=ROOT, env=environment(var, **variables), check=True, timeout=120
    )
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            SUPERVISOR,
            cwd=ROOT,
            env=environment(var, port, **variables),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        running = Scaled(var, port, process, postgresql, redis, variables)
        assert eventually(running.is_whole, START), (tmp_path / "log").read_text()
        yield running
    finally:
        for left in processes_of(var):
            with contextlib.suppress(ProcessLookupError):
                os.kill(left.number, signal.SIGKILL)
        process.wait()
        for server in (postgresql, redis):
            if server.process.poll() is None:
                server.signal(signal.SIGCONT)
            else:
                server.start()
