"""That nobody waits for an engine which has not answered the last few times."""

import contextlib
import socketserver
import threading

import pytest

from core.gate import MEMBERS
from search.document import COMMONS
from search.engines import breaker, elasticsearch
from search.engines.base import EngineUnavailable
from search.engines.breaker import FAILURES, PAUSE, Breaker
from search.engines.elasticsearch import ElasticEngine
from tests.search.test_engine_contract import ask


class Silence(Exception):
    pass


class Refused(Exception):
    pass


@pytest.fixture
def clock(monkeypatch):
    """[seconds], the time it is."""
    now = [1000.0]
    monkeypatch.setattr(breaker, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def said(clock):
    """said(*outcomes) -> what became of as many questions; an outcome is what the one who is asked raises, or None."""
    guarded = Breaker(Silence, refusal=Refused)

    def outcome(raised):
        try:
            with guarded:
                if raised:
                    raise raised
        except (Silence, Refused, ValueError) as error:
            return type(error)
        return "answered"

    return lambda *outcomes: [outcome(each) for each in outcomes]


def test_after_some_failures_in_a_row_nobody_asks_until_the_pause_is_over(said, clock):
    assert said(*[Silence] * FAILURES) == [Silence] * FAILURES
    clock[0] += PAUSE - 0.1
    assert said(None, None) == [Refused, Refused]

    clock[0] += 0.2

    assert said(None, None) == ["answered", "answered"]


def test_an_answer_between_them_counts_whatever_it_is(said):
    almost = [Silence] * (FAILURES - 1)

    assert Refused not in said(*almost, None, *almost, ValueError, *almost, None)


def test_one_try_passes_and_its_failure_closes_the_way_again(said, clock):
    said(*[Silence] * FAILURES)

    for _ in range(3):
        clock[0] += PAUSE + 0.1
        assert said(Silence, None) == [Silence, Refused]


def test_after_the_pause_nobody_is_refused_because_another_asks_too(clock):
    guarded = Breaker(Silence, refusal=Refused)
    for _ in range(FAILURES):
        with contextlib.suppress(Silence), guarded:
            raise Silence
    clock[0] += PAUSE + 0.1

    with guarded, guarded:
        pass

    with guarded:
        pass


@pytest.fixture
def hanging(monkeypatch):
    """An engine on a server that takes every question and answers none, and [the questions it was asked]."""
    monkeypatch.setattr(elasticsearch, "ASKING", 0.2)
    asked, ending = [], threading.Event()

    class Hang(socketserver.BaseRequestHandler):
        def handle(self):
            asked.append(self.request.recv(4096).split(b"\r\n")[0])
            ending.wait(30)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hang) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        engine = ElasticEngine([f"http://127.0.0.1:{server.server_address[1]}"], turn=threading.Lock)
        yield engine, asked
        ending.set()
        engine.close()
        server.shutdown()


def test_readers_stop_asking_an_elasticsearch_that_hangs_and_writers_do_not(hanging):
    engine, asked = hanging
    for _ in range(FAILURES):
        with pytest.raises(EngineUnavailable, match="^Elasticsearch does not answer in time.$"):
            ask(engine, "word")
    assert len(asked) == FAILURES

    for act in (lambda: ask(engine, "word"), lambda: engine.words(COMMONS, "wo", {MEMBERS}, 1)):
        with pytest.raises(EngineUnavailable, match="^Elasticsearch does not answer in time.$"):
            act()
    assert len(asked) == FAILURES

    with pytest.raises(EngineUnavailable, match="^Elasticsearch does not answer in time.$"):
        engine.is_ready()
    assert len(asked) == FAILURES + 1
