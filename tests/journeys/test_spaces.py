"""Coming into a space and being taken out of it, in a real Chromium, in English and Arabic."""

import pytest

from members import actions
from tests.conftest import PASSWORD as GIVEN
from tests.factories.forum import make_board, make_topic
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_frame import too_wide
from tests.journeys.test_stories import is_the_one_404

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SPACE = "Digital evidence working group"


def go(page, place):
    with page.expect_navigation():
        place.click()


def fresh(page, address):
    """Open a keeper's page, and give the password again where it is asked for."""
    page.goto(address)
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        go(page, page.locator("main button[data-kind=primary]"))


def space_of(page):
    page.goto("/spaces/")
    return page.get_attribute(f"h3 a:has-text('{SPACE}')", "href")


@pytest.mark.parametrize(("language", "who", "width"), [("en", "editor", 1280), ("ar", "trainer", 360)])
def test_who_asks_is_let_in_and_who_is_taken_out_finds_nothing_in_the_open_tab(visit, axe, language, who, width):
    theirs, keepers = visit(who, language=language, width=width), visit("admin", language=language)
    address = space_of(theirs)
    theirs.goto(address)
    wrong = axe(theirs)
    theirs.fill("[name=words]", "I read transfer records every day.")
    theirs.check("[name=accepts]")
    go(theirs, theirs.locator(f"form[action='{address}ask/'] button"))
    waiting = theirs.locator(f"form[action='{address}ask/withdraw/']").count()

    fresh(keepers, f"{address}people/")
    wrong += axe(keepers)
    row = keepers.locator("li", has_text="I read transfer records every day.")
    go(keepers, row.locator("button[value=grant]"))
    if "reauthenticate" in keepers.url:
        keepers.fill("[name=password]", PASSWORD)
        go(keepers, keepers.locator("main button[data-kind=primary]"))
    theirs.goto(address)
    wrong += axe(theirs)
    inside = theirs.locator("#space-boards").count()
    assert (waiting, inside, too_wide(theirs, width), wrong) == (1, 1, [], [])

    me = theirs.get_attribute("header .menu a", "href").rstrip("/").rpartition("/")[2]
    fresh(keepers, f"{address}people/{me}/")
    wrong += axe(keepers)
    go(keepers, keepers.locator(f"form[action='{address}people/{me}/out/'] button"))
    theirs.reload()

    assert theirs.locator("#space-boards").count() == 0
    assert theirs.locator(f"form[action='{address}ask/']").count() == 1
    assert wrong == []


def enter(page, person, there):
    page.goto(f"/accounts/login/?next={there}")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", GIVEN)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def begin(page, topic):
    """One more tab of the same browser, with an answer to the topic begun in it."""
    tab = page.context.new_page()
    tab.goto(topic)
    tab.fill(".composer [name=body]", "On this one too?")
    return tab


def press(place):
    """(status, what stands in the page) of where a click on something in an open tab leads."""
    with place.page.expect_navigation() as answer:
        place.click()
    return answer.value.status, place.page.locator("main").inner_text()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["invite", "secret"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_next_click_of_who_was_taken_out_is_answered_as_something_that_is_not_there(
    page, axe, make_member, make_space, language, kind
):
    keeper, person = make_member("Karla Keeper"), make_member("Rana Reader", language=language)
    space = make_space(kind, keeper=keeper, people=[person], name="Kittiwake team")
    board = make_board(space.audience, title="Kittiwake board")
    topic = make_topic(board, keeper, title="Where do kittiwakes nest?", body="On a ledge.")
    home, inner = f"/spaces/{space.ref}/", topic.get_absolute_url()
    enter(page, person, home)
    writing, astray = (begin(page, inner) for _ in range(2))
    astray.eval_on_selector(
        "form.post-body", "form => form.action = form.action.replace(/[^/]{10}(?=.reply)/, 'a'.repeat(10))"
    )
    links = page.eval_on_selector_all("main a", "found => found.map(each => each.getAttribute('href'))")
    inside = sorted({link.partition("#")[0] for link in links if space.ref in link or board.ref in link})
    actions.leave(person, space, by=keeper)

    clicked = press(page.locator(f"main a[href='{board.get_absolute_url()}']").first)
    sent, sent_astray = (press(tab.locator(".send button[data-kind=primary]")) for tab in (writing, astray))
    looks = axe(page) + too_wide(page, 360)
    page.goto("/forum/no-such/")
    missing = (404, page.locator("main").inner_text())

    assert (clicked, sent, looks) == (missing, sent_astray, [])
    assert (sent[0], writing.get_by_text("On this one too?").count()) == (404, 1)
    assert "ittiwake" not in writing.content()
    assert page.locator("html").get_attribute("lang") == language
    assert len(inside) > 1
    assert [each for each in [home, inner, *inside] if not is_the_one_404(page, each)] == []
    assert topic.posts.count() == 1
