"""PostgreSQL killed, stopped and unreachable: nothing acknowledged is lost, nobody waits long, and all goes on by
itself. F3, F6 and F7 of THREATS, on real processes."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.busy import Busy, compared, table
from tests.faults.writing import IS_LONG, POSTS, WRITERS, ask, writing
from tests.run.processes import eventually

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]

KILLS = 20 if IS_LONG else 3
STOPPED = 30 if IS_LONG else 8  # seconds
RECOVERY = 10  # seconds until pages answer again
# Seconds that a reader may wait for a database that is silent, and for one that refuses: were each to wait its two, a
# crowd would take three turns.
PATIENCE = {"stopped": 5, "refusing": 3}
CROWD = 20  # more than the web server has threads
SLACK = 2  # seconds in which two busy cores get to it
DRAINED = 90  # seconds until the worker is through
TRANSACTION = 5  # seconds in which a lane's is over
# Fora's connections, each with the moment in which its open transaction began.
CONNECTIONS = "SELECT pid, xact_start FROM pg_stat_activity WHERE application_name = 'fora' AND pid <> pg_backend_pid()"


def is_well(fora):
    """Whether a page that needs the database comes."""
    return ask(fora.port, "GET", "/forum/", session=fora.session).status == 200


def seconds_until(question, most):
    began = time.monotonic()
    assert eventually(question, most), f"not within {most} s"
    return time.monotonic() - began


def test_killed_again_and_again_it_loses_no_post_and_fora_goes_on_without_being_started_again(scaled):
    before, recoveries = scaled.programs(), []

    with writing(scaled.port, scaled.site, lambda number: Busy(number, scaled.site)) as writers:
        for _ in range(KILLS):
            time.sleep(1.5)
            scaled.postgresql.kill()
            time.sleep(1)
            scaled.postgresql.start()
            recoveries.append(seconds_until(lambda: is_well(scaled), RECOVERY))

    print(f"recovered after {', '.join(f'{each:.1f}' for each in recoveries)} s")
    ledger = compared(scaled.rows, scaled.site, writers)
    print(table("PostgreSQL", ["PostgreSQL"] * KILLS, ledger))
    acknowledged = sorted(text for writer in writers for text in writer.ledger)
    assert len(acknowledged) >= WRITERS * POSTS
    assert sum(writer.failures for writer in writers) > 0  # they did write while it was away
    assert [line for line in ledger if not line.is_right] == []
    topic = f"FROM forum_topic WHERE ref = '{scaled.site['topic']}'"
    numbers = scaled.rows(f"SELECT number FROM forum_post WHERE topic_id = (SELECT id {topic}) ORDER BY number")
    assert numbers == [(number,) for number in range(1, len(acknowledged) + 2)]
    assert scaled.rows(f"SELECT last_number, post_count {topic}") == [(len(numbers), len(numbers))]
    held = sum(line.acknowledged for line in ledger if line.sort == "held posts")
    logged = scaled.rows("SELECT count(*) FROM core_auditentry WHERE verb = 'forum.reply'")
    assert logged == [(len(acknowledged) + held,)]
    assert eventually(lambda: scaled.rows("SELECT count(*) FROM search_pending") == [(0,)], DRAINED)
    posts = {f"post:{ref}" for (ref,) in scaled.rows("SELECT ref FROM forum_post WHERE number > 1")}
    assert posts <= {key for (key,) in scaled.rows("SELECT key FROM search_indexed")}
    # (A lane that the tests add stumbles once by itself, and so may have come only now.)
    after = scaled.programs()
    assert set(before.pop("lane")) <= set(after.pop("lane"))
    assert after == before


@pytest.mark.parametrize("away", ["stopped", "refusing"])
def test_while_it_is_away_everybody_is_told_so_soon_and_the_process_is_alive(scaled, away):
    """Stopped, its port takes connections and says nothing, as a network does that swallows packets."""
    scaled.postgresql.signal(signal.SIGSTOP) if away == "stopped" else scaled.postgresql.kill()
    began, answers = time.monotonic(), []
    with ThreadPoolExecutor(CROWD) as pool:
        while time.monotonic() < began + STOPPED:
            answers += pool.map(lambda _: ask(scaled.port, "GET", "/forum/", session=scaled.session), range(CROWD))
    alive = ask(scaled.port, "GET", "/healthz")
    scaled.postgresql.signal(signal.SIGCONT) if away == "stopped" else scaled.postgresql.start()
    took = seconds_until(lambda: is_well(scaled), RECOVERY)

    slowest = max(answer.seconds for answer in answers)
    print(f"{len(answers)} answers, slowest {slowest:.1f} s, recovered after {took:.1f} s")
    assert {answer.status for answer in answers} == {503}
    assert all("<h1>Please try again in a moment</h1>" in answer.text for answer in answers)
    assert slowest <= PATIENCE[away] + SLACK
    assert alive.status == 200


def test_what_waited_is_indexed_once_it_is_back(scaled):
    scaled.postgresql.kill()
    time.sleep(3)
    scaled.postgresql.start()
    assert eventually(lambda: is_well(scaled), RECOVERY)

    reply = {"body": "After the fall.", "once": "after-the-fall-once"}
    answer = ask(scaled.port, "POST", f"/forum/t/{scaled.site['topic']}/reply/", reply, scaled.session)

    assert answer.status == 302
    assert eventually(lambda: scaled.rows("SELECT count(*) FROM search_pending") == [(0,)], DRAINED)
    assert eventually(lambda: ask(scaled.port, "GET", "/readyz").status == 200, DRAINED)


def test_no_connection_of_a_page_or_lane_is_left_in_a_transaction(scaled):
    for address in ("/", "/forum/", f"/forum/t/{scaled.site['topic']}/", "/people/", "/search/?q=fire"):
        assert ask(scaled.port, "GET", address, session=scaled.session).status == 200

    # A lane's transaction may be between two statements in this very moment; one that is left is still there later.
    between = set(scaled.rows(f"{CONNECTIONS} AND state LIKE 'idle in transaction%'"))

    assert eventually(lambda: between.isdisjoint(scaled.rows(CONNECTIONS)), TRANSACTION), between
    assert scaled.rows(f"{CONNECTIONS} AND state = 'idle'")
    assert not scaled.rows(
        f"{CONNECTIONS} AND state NOT IN ('idle', 'active') AND state NOT LIKE 'idle in transaction%'"
    )
