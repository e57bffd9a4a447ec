"""Redis killed, emptied, stopped: pages answer, posts are kept, people stay signed in, and nobody gets in uncounted.
F5, F6 and F7 of THREATS, on real processes."""

import signal
import time
from pathlib import Path

import pytest

from tests.faults.writing import IS_LONG, ask, writing
from tests.run.processes import eventually

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]

KILLS = 20 if IS_LONG else 3
STOPPED = 30 if IS_LONG else 6  # seconds
RECOVERY = 10  # seconds
SLOWEST = 3  # seconds for a page: one for Redis, the rest for two busy cores
SIGN_IN = "/accounts/login/"
TOO_MANY = "There were too many attempts with this address."
WRONG = {"login": "nobody@test.example", "password": "not it at all"}


@pytest.fixture(params=["killed", "stopped"])
def away(request, scaled):
    """Take Redis away; returns what brings it back."""
    if request.param == "killed":
        scaled.redis.kill()
        return scaled.redis.start
    scaled.redis.signal(signal.SIGSTOP)
    return lambda: scaled.redis.signal(signal.SIGCONT)


def test_without_it_pages_answer_posts_are_kept_and_attempts_to_sign_in_are_counted_as_ever(scaled, away):
    pages = ["/", "/forum/", f"/forum/t/{scaled.site['topic']}/", "/library/", "/people/", "/search/?q=fire"]
    last, seen = time.monotonic() + STOPPED, []
    while time.monotonic() < last:
        seen += [ask(scaled.port, "GET", page, session=scaled.session) for page in pages]
    reply = {"body": "Without Redis.", "once": "without-redis-once"}
    posted = ask(scaled.port, "POST", f"/forum/t/{scaled.site['topic']}/reply/", reply, scaled.session)
    tried = [ask(scaled.port, "POST", SIGN_IN, WRONG) for _ in range(6)]
    away()

    assert {answer.status for answer in seen} == {200}
    assert max(answer.seconds for answer in seen) <= SLOWEST
    assert posted.status == 302
    assert [(answer.status, TOO_MANY in answer.text) for answer in tried] == [(200, False)] * 5 + [(200, True)]


def test_emptied_it_lifts_no_limit_of_the_door(scaled):
    wrong = {**WRONG, "login": "somebody.else@test.example"}
    before = [TOO_MANY in ask(scaled.port, "POST", SIGN_IN, wrong).text for _ in range(6)]
    scaled.redis.flush()

    assert (before[-1], TOO_MANY in ask(scaled.port, "POST", SIGN_IN, wrong).text) == (True, True)


def test_killed_and_emptied_under_load_it_costs_no_post_no_session_and_no_row_of_the_outbox(scaled):
    with writing(scaled.port, scaled.site) as writers:
        for _ in range(KILLS):
            time.sleep(1)
            scaled.redis.kill()
            time.sleep(1)
            scaled.redis.start()
            time.sleep(1)
            scaled.redis.flush()

    acknowledged = sorted(text for writer in writers for text in writer.ledger)
    assert sum(writer.failures for writer in writers) == 0
    assert sorted(body for (body,) in scaled.rows("SELECT body FROM forum_post WHERE number > 1")) == acknowledged
    signed_in = [ask(scaled.port, "GET", "/people/", session=key).status for key in scaled.site["sessions"]]
    assert signed_in == [200] * len(signed_in)
    assert eventually(lambda: scaled.rows("SELECT count(*) FROM search_pending") == [(0,)], 90)
    posts = {f"post:{ref}" for (ref,) in scaled.rows("SELECT ref FROM forum_post WHERE number > 1")}
    assert posts <= {key for (key,) in scaled.rows("SELECT key FROM search_indexed")}
