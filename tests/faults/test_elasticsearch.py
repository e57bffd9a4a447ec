"""F4, F6, F7 for Elasticsearch: whatever happens to it, people post as before, search says what is the matter, and
afterwards everything is there without anybody's doing. Real nodes, a real Fora."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from core.gate import MEMBERS
from search.document import COMMONS
from search.engines.base import EngineUnavailable
from search.engines.elasticsearch import ElasticEngine
from tests.faults.test_forum import RECOVERY, START, rows
from tests.faults.writing import MAKE, WRITERS, Writer
from tests.run.conftest import NOTE_PREPARED, prepared  # noqa: F401  (a fixture among them)
from tests.run.processes import ROOT, SUPERVISOR, environment, eventually, free_port, manage, processes_of
from tests.run.test_supervisor import Running
from tests.search.test_engine_contract import ask, document
from tests.services import require
from tests.services.elasticsearch import cluster, servers

pytestmark = [pytest.mark.faults, pytest.mark.slow]

IS_LONG = os.environ.get("FORA_FAULTS") == "long"
SILENCE = 60 if IS_LONG else 12  # seconds for which it hangs
POSTS = 100 if IS_LONG else 30
AWAY = "Search is not available at the moment."
FREE = 5  # seconds after which a search is answered, whatever became of the engine (THREATS, F6)
FULL = {"low": "1000tb", "high": "1000tb", "flood_stage": "1000tb"}  # of free space that nobody has


@pytest.fixture(scope="module", autouse=True)
def _elasticsearch():
    require("elasticsearch")


# One node of three


def test_a_killed_node_costs_no_search_after_half_a_minute_and_nothing_that_was_written(record_property):
    with cluster(3) as nodes:
        engines = [ElasticEngine(**servers(nodes.url), turn=threading.Lock) for _ in range(3)]
        with engines[0].turn(), engines[0].beside() as copy:
            copy.write(COMMONS, [document("post:0", "word")])
            copy.take_over()
        nodes.wait(status="green")
        load = Load(engines)
        with ThreadPoolExecutor(3) as pool:
            working = [pool.submit(load.write), pool.submit(load.search, 1), pool.submit(load.search, 2)]
            try:
                time.sleep(5)
                holding(nodes).kill()
                killed_at = time.monotonic()
                time.sleep(60 if IS_LONG else 45)
            finally:
                load.is_over.set()
            for each in working:
                each.result()
        nodes.wait(2)
        found = engines[0].versions(COMMONS)
        for engine in engines:
            engine.close()

    failed = [round(at - killed_at, 1) for at in load.failed]
    record_property("searches", f"{load.searches}, failed (seconds after the kill): {failed}")
    print(f"{load.searches} searches, {len(failed)} failed: {failed}; {len(load.ledger)} documents written")
    assert [after for after in failed if after > 30 or after < 0] == []
    assert found == load.ledger
    assert len(load.ledger) > 200


class Load:
    """One writer, who goes on as the worker does, and readers, on engines of their own."""

    def __init__(self, engines):
        self.engines, self.is_over = engines, threading.Event()
        self.ledger, self.failed, self.searches = {"post:0": 1}, [], 0

    def write(self):
        for number in count(1):
            written = [document(f"post:{number}-{n}", f"word {n}", version=number) for n in range(10)]
            written.append(document("post:0", "word again", version=number + 1))
            while True:
                try:
                    self.engines[0].write(COMMONS, written)
                    break
                except EngineUnavailable:
                    time.sleep(0.5)
            self.ledger |= {each.key: each.version for each in written}
            if self.is_over.is_set():
                return
            time.sleep(0.1)

    def search(self, number):
        while not self.is_over.is_set():
            asked_at = time.monotonic()
            try:
                ask(self.engines[number], "word", audiences=frozenset({MEMBERS}))
            except EngineUnavailable:
                self.failed.append(asked_at)
            self.searches += 1
            time.sleep(0.05)


def holding(nodes):
    """The node that holds what is written to."""
    with contextlib.closing(nodes.admin()) as admin:
        [shard] = [each for each in admin.cat.shards(index="fora.*", format="json") if each["prirep"] == "p"]
    return next(node for node in nodes.nodes if node.name == shard["node"])


# A whole Fora on one node


class Site:
    """A running Fora that asks a cluster of one node, and people who post and search in it."""

    def __init__(self, var, port, nodes):
        self.var, self.port, self.nodes = var, port, nodes
        made = manage(var, "shell", "-v", "0", "-c", MAKE.format(writers=WRITERS), FORA_SEARCH_URL=nodes.url)
        assert "MADE" in made.stdout, made.stdout + made.stderr
        made = json.loads(made.stdout.partition("MADE")[2])
        self.sessions = made["sessions"]
        self.writer = Writer(0, port, made["topic"], self.sessions[0], threading.Event())
        self.numbers = count()
        self.posts(5)  # whatever is done once is done now

    def posts(self, number=POSTS):
        """Post so often; gives the 95th of a hundred durations in seconds."""
        durations = []
        for each in (f"kittiwake {next(self.numbers)}" for _ in range(number)):
            began = time.monotonic()
            assert self.writer._send(each, f"once-{each.replace(' ', '-')}-{'x' * 20}"), each
            durations.append(time.monotonic() - began)
        return sorted(durations)[int(len(durations) * 0.95) - 1]

    def search(self, session=1):
        """(whether search says that it is away, seconds)"""
        began = time.monotonic()
        headers = {"Host": f"localhost:{self.port}", "Cookie": f"sid={self.sessions[session]}"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", "/search/?q=kittiwake", headers=headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        assert answer.status == http.client.OK, answer.status
        return AWAY in page, time.monotonic() - began

    def searches(self):
        """As `search`, of four people at once."""
        with ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(self.search, range(WRITERS)))

    def indexed(self):
        with contextlib.closing(self.nodes.admin()) as admin:
            if not admin.indices.exists_alias(name="fora.*"):
                return {}
            admin.indices.refresh(index="fora.*")
            found = admin.search(index="fora.*", size=10_000, version=True, source=False)["hits"]["hits"]
        return {hit["_id"]: hit["_version"] for hit in found}

    def is_whole_again(self):
        """Whether all that should be found is, at its version, and nothing else; and nothing waits."""
        known = dict(rows(self.var, "SELECT key, seq FROM search_indexed"))
        posts = {f"post:{ref}" for (ref,) in rows(self.var, "SELECT ref FROM forum_post WHERE number > 1")}
        return posts <= known.keys() and self.indexed() == known and self.waiting() == 0 and not self.search()[0]

    def waiting(self):
        return rows(self.var, "SELECT count(*) FROM search_pending")[0][0]


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):  # noqa: F811
    var, port = tmp_path_factory.mktemp("site") / "var", free_port()
    shutil.copytree(prepared, var)
    subprocess.run([sys.executable, "-c", NOTE_PREPARED], cwd=ROOT, env=environment(var), check=True)
    with cluster() as nodes:
        process = subprocess.Popen(
            SUPERVISOR, cwd=ROOT, env=environment(var, port, FORA_SEARCH_URL=nodes.url),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            assert eventually(Running(var, port, process).is_whole, START), processes_of(var)
            yield Site(var, port, nodes)
        finally:
            for left in processes_of(var):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(left.number, signal.SIGKILL)
            process.wait()


@pytest.fixture
def base(site):
    """How long posting takes while all is well."""
    assert eventually(site.is_whole_again, RECOVERY)
    return site.posts()


def unharmed(during, base):
    print(f"posting, p95: {base:.3f} s before, {during:.3f} s during")
    # The quarter of a second is this machine's own unrest, as measured between two quiet runs.
    return during <= 1.2 * base + 0.25


def test_while_it_is_down_people_post_and_search_says_so(site, base):
    [node] = site.nodes.nodes
    node.kill()

    said, during = site.searches(), site.posts()

    assert [is_away for is_away, _ in said] == [True] * WRITERS
    assert max(seconds for _, seconds in said) < FREE
    assert unharmed(during, base)
    assert site.waiting() > 0
    node.launch()
    site.nodes.wait()
    assert eventually(site.is_whole_again, RECOVERY)


def test_while_it_hangs_people_post_and_search_says_so_in_time(site, base):
    site.nodes.signal(signal.SIGSTOP)
    try:
        stopped = time.monotonic()
        said, during = site.searches(), site.posts()
        while time.monotonic() < stopped + SILENCE:
            said += site.searches()[:1]
            time.sleep(2)
    finally:
        site.nodes.signal(signal.SIGCONT)

    print(f"search while it hangs: {max(seconds for _, seconds in said):.1f} s at most")
    assert {is_away for is_away, _ in said} == {True}
    assert max(seconds for _, seconds in said) < FREE
    assert unharmed(during, base)
    assert eventually(site.is_whole_again, RECOVERY)


def test_on_a_full_disk_what_is_there_is_found_and_the_rest_afterwards(site, base):
    with contextlib.closing(site.nodes.admin()) as admin:
        watermark = "cluster.routing.allocation.disk"
        full = {f"{watermark}.watermark.{name}": value for name, value in FULL.items()}
        often, changed = {"cluster.info.update.interval": "10s"}, {**full, f"{watermark}.threshold_enabled": True}
        admin.cluster.put_settings(persistent=changed | often)
        assert eventually(lambda: blocked(admin), RECOVERY)

        during = site.posts()

        assert [is_away for is_away, _ in site.searches()] == [False] * WRITERS
        assert unharmed(during, base)
        assert site.waiting() > 0
        admin.cluster.put_settings(persistent=dict.fromkeys(changed))
        assert eventually(lambda: not blocked(admin), RECOVERY)
        admin.cluster.put_settings(persistent=dict.fromkeys(often))
    assert eventually(site.is_whole_again, RECOVERY)


def blocked(admin):
    """Whether the server itself has forbidden changes."""
    found = admin.indices.get_settings(index="fora.*", flat_settings=True).body.values()
    return any(each["settings"].get("index.blocks.read_only_allow_delete") == "true" for each in found)


def test_deleted_indexes_come_back_by_themselves(site, base):
    with contextlib.closing(site.nodes.admin()) as admin:
        admin.indices.delete(index=list(admin.indices.get_alias(index="fora.*")))

    assert unharmed(site.posts(), base)
    assert eventually(site.is_whole_again, RECOVERY)
