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
WRONG = {"login": "nobody@test.example", "password": "not it at all"}


@pytest.fixture(params=["killed", "stopped"])
def away(request, scaled):
    """Take Redis away; returns what brings it back."""
    if request.param == "killed":
        scaled.redis.kill()
        return scaled.redis.start
    scaled.redis.signal(signal.SIGSTOP)
    return lambda: scaled.redis.signal(signal.SIGCONT)


def test_without_it_pages_answer_and_posts_are_kept_but_nobody_signs_in_until_it_is_back(scaled, away):
    pages = ["/", "/forum/", f"/forum/t/{scaled.site['topic']}/", "/library/", "/people/", "/search/?q=fire"]
    last, seen = time.monotonic() + STOPPED, []
    while time.monotonic() < last:
        seen += [ask(scaled.port, "GET", page, session=scaled.session) for page in pages]
    reply = {"body": "Without Redis.", "once": "without-redis-once"}
    posted = ask(scaled.port, "POST", f"/forum/t/{scaled.site['topic']}/reply/", reply, scaled.session)
    refused = ask(scaled.port, "POST", SIGN_IN, WRONG)
    away()

    assert {answer.status for answer in seen} == {200}
    assert max(answer.seconds for answer in seen) <= SLOWEST
    assert posted.status == 302
    assert (refused.status, "<h1>Please try again in a moment</h1>" in refused.text) == (503, True)
    assert "not it at all" not in refused.text
    # Then the form comes again, with what was wrong.
    assert eventually(lambda: ask(scaled.port, "POST", SIGN_IN, WRONG).status == 200, RECOVERY)


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
