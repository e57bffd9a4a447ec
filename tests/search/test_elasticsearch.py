"""What is Elasticsearch's own: names, versions that are remembered, copies that take over, and what it says when it
can't. What every engine does is in test_engine_contract.py; nodes that die or hang are in tests/faults/."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from traceback import format_exception

import pytest

from core.gate import MEMBERS, space_key
from search.document import COMMONS, sealed_index
from search.engines.base import EngineUnavailable, NoIndex, Question
from search.engines.elasticsearch import GENERATION, ElasticEngine
from search.query import parse
from tests.search.test_engine_contract import (  # noqa: F401  (elastic_engine: a fixture)
    SEALED,
    SECRET,
    ask,
    document,
    elastic_engine,
    keys,
)
from tests.services.elasticsearch import cluster, servers
from tests.services.elasticsearch.nodes import free_ports


@pytest.fixture
def beside_it(elastic_engine, elastic):  # noqa: F811
    """beside_it(**changes) -> an engine on the same indexes, as another process has it."""
    made = []

    def make(**changes):
        made.append(ElasticEngine(**elastic | {"turn": elastic_engine.turn, "prefix": elastic_engine.prefix} | changes))
        return made[-1]

    yield make
    for each in made:
        each.close()


def places(engine):
    return set(engine._client.indices.get_alias(index=f"{engine.prefix}.*"))


def test_names_tell_nobody_which_space_an_index_is_of(elastic_engine, settings):  # noqa: F811
    elastic_engine.write(SEALED, [document("post:1", "word", audience=SECRET, index=SEALED)])
    here = sealed_index("aaaaaaaaaa")
    settings.SECRET_KEY = "another installation's key"

    assert {len(place.split(".")) for place in places(elastic_engine)} == {4}
    assert not any("aaaaaaaaaa" in place for place in places(elastic_engine))
    assert here in {place.rpartition(".")[2] for place in places(elastic_engine)}
    assert sealed_index("aaaaaaaaaa") != here


def test_what_people_wrote_is_not_kept_there(elastic_engine):  # noqa: F811
    elastic_engine.write(COMMONS, [document("post:1", "witness words", title="A title", concepts=("concept:a",))])

    kept = elastic_engine._client.get(index=elastic_engine._name(COMMONS), id="post:1")["_source"]

    assert set(kept) == {"key", "kind", "language", "concept", "trait", "date"}


def test_a_writer_that_comes_late_brings_back_nothing(elastic_engine):  # noqa: F811
    elastic_engine.write(COMMONS, [document("post:1", "word", version=5), document("post:2", "word", version=5)])
    elastic_engine.delete(COMMONS, {"post:1": 7})

    elastic_engine.write(COMMONS, [document("post:1", "late", version=6), document("post:2", "late", version=4)])
    elastic_engine.delete(COMMONS, {"post:2": 4})

    assert elastic_engine.versions(COMMONS) == {"post:2": 5}
    assert keys(ask(elastic_engine, "word")) == ["post:2"]


def test_another_process_sees_writes_and_take_overs_at_its_next_search(elastic_engine, beside_it):  # noqa: F811
    reader = beside_it()

    elastic_engine.write(COMMONS, [document("post:1", "word")])
    first = ask(reader, "word").total
    with elastic_engine.turn(), elastic_engine.beside() as copy:
        copy.take_over()

    assert (first, ask(reader, "word").total) == (1, 0)


def test_no_search_fails_while_copies_take_over(elastic_engine):  # noqa: F811
    elastic_engine.write(COMMONS, [document("post:1", "word")])
    ending = threading.Event()

    def search():
        found = set()
        while not ending.is_set():
            found.add(ask(elastic_engine, "word").total)
        return found

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(search) for _ in range(2)]
        try:
            for _ in range(5):
                with elastic_engine.turn(), elastic_engine.beside() as copy:
                    copy.write(COMMONS, [document("post:1", "word")])
                    copy.take_over()
        finally:
            ending.set()
        totals = [reader.result() for reader in readers]

    assert totals == [{1}, {1}]


def test_two_writers_leave_the_newest_of_each(elastic_engine, beside_it):  # noqa: F811
    def write(engine, versions):
        for version in versions:
            engine.write(COMMONS, [document(f"post:{n}", f"word v{version}", version=version) for n in range(20)])

    with ThreadPoolExecutor(2) as pool:
        for written in [pool.submit(write, beside_it(), numbers) for numbers in (range(1, 9, 2), range(2, 10, 2))]:
            written.result()

    assert elastic_engine.versions(COMMONS) == {f"post:{n}": 8 for n in range(20)}
    assert ask(elastic_engine, "v8").total == 20


def test_an_index_of_another_version_waits_to_be_built_again_and_then_goes(elastic_engine, beside_it):  # noqa: F811
    client, commons = elastic_engine._client, elastic_engine._name(COMMONS)
    [old] = places(elastic_engine)
    other = commons.replace(GENERATION, "0123456789ab")
    client.indices.update_aliases(
        actions=[{"remove": {"index": old, "alias": commons}}, {"add": {"index": old, "alias": other}}]
    )
    engine = beside_it()

    assert not engine.is_ready()
    with pytest.raises(NoIndex):
        ask(engine, "word")
    with engine.turn(), engine.beside() as copy:
        copy.take_over()
    assert engine.is_ready()
    assert old not in places(engine)


def test_what_a_killed_rebuild_left_is_swept_by_the_next(elastic_engine):  # noqa: F811
    left = f"{elastic_engine.prefix}.{GENERATION}.0badc0de.commons"
    elastic_engine._make(left)
    before = places(elastic_engine)

    with elastic_engine.turn(), elastic_engine.beside():
        pass

    assert places(elastic_engine) == before - {left}


def test_a_deleted_index_says_so_in_one_way(elastic_engine, beside_it):  # noqa: F811
    elastic_engine.remove()
    engine = beside_it()

    assert not engine.is_ready()
    for act in (
        lambda: ask(engine, "word"),
        lambda: engine.write(COMMONS, [document("post:1")]),
        lambda: engine.write(SEALED, [document("post:1")]),
        lambda: engine.delete(COMMONS, {"post:1": 1}),
        lambda: engine.versions(COMMONS),
        lambda: engine.words(COMMONS, "wo", {MEMBERS}, 1),
        engine.health,
        engine.indexes,
    ):
        with pytest.raises(NoIndex):
            act()


def test_a_reader_of_very_many_spaces_may_search(elastic_engine):  # noqa: F811
    spaces = [f"{number:010}" for number in range(300)]
    audiences = frozenset({MEMBERS, *map(space_key, spaces)})
    elastic_engine.write(COMMONS, [document("post:1", "word")])
    elastic_engine.write(sealed_index(spaces[7]), [document("post:2", "word", audience=space_key(spaces[7]))])

    answer = elastic_engine.search(
        Question(audiences=audiences, query=parse("word"), indexes=(COMMONS, *map(sealed_index, spaces)))
    )

    assert sorted(keys(answer)) == ["post:1", "post:2"]


# What it says when it can't


@contextmanager
def says(sentence, caplog, secret="no password of anybody’s"):
    with pytest.raises(EngineUnavailable) as raised:
        yield
    assert (type(raised.value), str(raised.value)) == (EngineUnavailable, sentence)
    assert secret not in caplog.text + "".join(format_exception(raised.value))


def test_a_wrong_password_is_said_and_shown_to_nobody(beside_it, caplog):
    password = secrets.token_hex(10)

    with says("Elasticsearch refuses the name or password, or lets them do too little.", caplog, password):
        ask(beside_it(password=password), "word")
    with says("Elasticsearch refuses the name or password, or lets them do too little.", caplog, password):
        beside_it(password=password).write(COMMONS, [document("post:1")])


def test_a_port_where_nobody_listens_is_said(beside_it, caplog, elastic):
    engine = beside_it(hosts=[f"http://127.0.0.1:{free_ports(1)[0]}"])

    for act in (lambda: ask(engine, "word"), engine.is_ready, engine.health, engine.indexes):
        with says("Elasticsearch cannot be reached.", caplog, elastic["password"]):
            act()


@pytest.mark.parametrize("block", ["write", "read_only_allow_delete"])
def test_an_index_that_takes_no_changes_answers_and_says_so(elastic_engine, block, caplog, monkeypatch):  # noqa: F811
    # The server looks at its disk every half minute, and takes the block of a full one away again.
    monkeypatch.setattr("search.engines.elasticsearch.FIRST_PAUSE", 0.01)
    elastic_engine.write(COMMONS, [document("post:1", "word")])
    place = elastic_engine._name(COMMONS)
    elastic_engine._client.indices.put_settings(index=place, settings={f"index.blocks.{block}": True})

    with says("Elasticsearch takes no changes: the index is read-only, as on a full disk.", caplog):
        elastic_engine.write(COMMONS, [document("post:2", "word")])

    assert keys(ask(elastic_engine, "word")) == ["post:1"]
    elastic_engine._client.indices.put_settings(index=place, settings={f"index.blocks.{block}": None})
    elastic_engine.write(COMMONS, [document("post:2", "word")])
    assert sorted(keys(ask(elastic_engine, "word"))) == ["post:1", "post:2"]


@pytest.mark.slow
def test_over_tls_the_authority_that_is_named_is_trusted_and_no_other(elastic, caplog):
    with cluster(tls=True) as secure:
        asked = {"turn": threading.Lock, "prefix": "fora-test-tls"}
        trusting = ElasticEngine(**servers(secure.url, ca=secure.ca), **asked)
        wary = ElasticEngine(**servers(secure.url), **asked)

        with trusting.turn(), trusting.beside() as copy:
            copy.write(COMMONS, [document("post:1", "word")])
            copy.take_over()

        assert keys(ask(trusting, "word")) == ["post:1"]
        with says("Elasticsearch’s certificate is not one to trust.", caplog):
            ask(wary, "word")
        for engine in (trusting, wary):
            engine.close()
