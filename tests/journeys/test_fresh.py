"""What came in a topic meanwhile, as its page asks for it: in a browser that has this script and one line alone."""

import pytest

from tests.journeys.alone import alone

pytestmark = pytest.mark.slow
PIECE = '<p id="live"></p><p id="place" data-alone data-address="/fresh/"></p>'
AWAY = "Object.defineProperty(document, 'hidden', { get: () => window.away === true })"
SOON, LATER = 30_000, 45_000  # milliseconds until it asks, and where nothing is new


@pytest.fixture
def asked():
    """What the server is asked with: [the version that the page has, or None]."""
    return []


@pytest.fixture
def news():
    """(version, words) of what the server has to say."""
    return ["1", ""]


@pytest.fixture
def page(chromium, asked, news):
    with alone(chromium, "fresh", PIECE, before=AWAY, fresh=lambda route: _answer(route, asked, news)) as page:
        yield page


def _answer(route, asked, news):
    known = route.request.headers.get("if-none-match")
    asked.append(known)
    version, words = news
    if known == version:
        route.fulfill(status=304)
    else:
        route.fulfill(body=words, headers={"ETag": version})


def wait(page, milliseconds, *, answered=True):
    """Let so much time pass; with an answer at its end, until the page has it, else until it would have been asked."""
    if not answered:
        page.clock.run_for(milliseconds)
        page.evaluate("fetch('/').then((answer) => answer.text())")
        return
    with page.expect_response("**/fresh/"):
        page.clock.run_for(milliseconds)
    page.evaluate("new Promise((done) => queueMicrotask(done))")


def turn(page, *, away):
    page.evaluate(f"window.away = {str(away).lower()}; document.dispatchEvent(new Event('visibilitychange'))")


def test_what_came_is_shown_and_read_aloud(page, asked, news):
    wait(page, SOON)
    news[:] = ["2", "3 new answers"]
    wait(page, LATER)

    page.locator("#place", has_text="3 new answers").wait_for()
    assert (page.locator("#live").inner_text(), asked) == ("3 new answers", [None, "1"])


def test_where_nothing_is_new_it_asks_ever_less_often(page, asked):
    wait(page, SOON)
    wait(page, LATER)

    wait(page, LATER, answered=False)
    assert asked == [None, "1"]
    wait(page, LATER)
    assert asked == [None, "1", "1"]


def test_a_tab_that_nobody_looks_at_asks_nothing_until_somebody_does(page, asked):
    turn(page, away=True)
    wait(page, 100 * SOON, answered=False)
    assert asked == []

    turn(page, away=False)
    wait(page, SOON)
    assert asked == [None]


def test_a_topic_that_is_gone_is_not_asked_for_again(page, asked):
    page.route("**/fresh/", lambda route: (asked.append("gone"), route.fulfill(status=404)))
    wait(page, SOON)

    wait(page, 100 * SOON, answered=False)
    assert asked == ["gone"]
