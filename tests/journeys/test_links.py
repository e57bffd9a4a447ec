"""A mail’s link on a phone where nobody is signed in: to the door, and from there to what it was about."""

import re

import pytest

from members import actions
from tests.conftest import PASSWORD
from tests.factories.forum import make_board, make_reply, make_topic
from tests.journeys.test_frame import too_wide
from tests.mailing import mailed

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reader(make_member, language):
    return make_member("Rana Reader", language=language)


@pytest.fixture
def link(page, live_server, reader, other, language):
    """(the path in the mail that tells of an answer in a topic, that topic); in the reader's language."""
    page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
    topic = make_topic(make_board("members"), reader, title="Who pays for the flight?")
    make_reply(topic, other, body="The state that asked.")
    (message,) = (each for each in mailed() if each.to == [reader.email])
    return re.search(re.escape(live_server.url) + r"(/\S+)", message.body)[1], topic


def sign_in(page, person):
    """From a page that offers the door, through it."""
    with page.expect_navigation():
        page.locator("main a[href^='/accounts/login/']").click()
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_mails_link_leads_who_is_signed_out_through_the_door_to_the_topic(page, axe, link, reader, language):
    path, topic = link
    closed = page.goto(path)
    wrong = axe(page) + too_wide(page, 360)
    said = page.content()
    sign_in(page, reader)
    wrong += axe(page) + too_wide(page, 360)

    assert (closed.status, topic.title in said) == (404, False)
    assert page.url.endswith(f"{topic.get_absolute_url()}#p2")
    assert page.locator("#p2").inner_text().count("The state that asked.") == 1
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_mails_link_to_what_one_may_see_no_more_is_the_same_page_before_and_behind_the_door(
    page, make_space, make_member, reader, live_server, language
):
    keeper = make_member("Karla Keeper")
    space = make_space("secret", keeper=keeper, people=[reader], name="Kittiwake team")
    topic = make_topic(make_board(space.audience, title="Kittiwake board"), reader, title="Which ledge?")
    make_reply(topic, keeper, body="The lower one.")
    (message,) = (each for each in mailed() if each.to == [reader.email] and "/notices/" in each.body)
    path = re.search(re.escape(live_server.url) + r"(/notices/[a-z2-9]{10}/)", message.body)[1]
    actions.leave(reader, space, by=keeper)

    before = page.goto(path)
    sign_in(page, reader)
    behind = page.locator("main h1").inner_text()
    page.goto("/notices/no-such/")

    assert (before.status, page.locator("main h1").inner_text()) == (404, behind)
    assert page.url.endswith("/notices/no-such/")
    assert "Which ledge?" not in page.content()
