"""T8: who works in Wagtail's screens learns there nothing of a space. A secret is planted, then looked for in all of
them, as they are asked for and as they link to each other."""

import re

import pytest
from django.urls import resolve

from cms import doors
from members.models import Space
from tests.cms.test_doors import EDITORS_SCREENS, OPEN, Links, address_of
from tests.factories.cms import make_page, make_picture
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANARY = "Kittiwake"
QUESTIONS = ["pages/search/?q=", "images/?q=", "images/chooser/results/?q=", "choose-page/search/?q=", "pages/1/?q="]


@pytest.fixture
def secret(make_space, other):
    """A secret space with a board, a topic, a post and a file, each with the word in it."""
    space = make_space(Space.SECRET, people=[other], name=f"{CANARY} team")
    board = make_board(space.audience_id, title=f"{CANARY} board")
    file = stored(other, name=f"{CANARY}.pdf")
    topic = make_topic(board, other, title=f"{CANARY} question", body=f"{CANARY} body", files=[file])
    make_reply(topic, other, body=f"{CANARY} answer")
    return space, topic, file


@pytest.mark.parametrize("who", ["editor", "trainer"])
def test_no_screen_of_wagtails_tells_of_a_secret_space(secret, request, client_of, who):
    user = request.getfixturevalue(who)
    client = client_of(user)
    page, picture = make_page("members", owner=user, live=False), make_picture()
    type(picture).objects.update(uploaded_by_user=user)
    section = page.get_parent()
    world = {
        "page": page.pk, "live": page.pk, "section": section.pk, "home": section.get_parent().pk,
        "revision": page.latest_revision_id, "picture": picture.pk,
    }  # fmt: skip
    waiting = {screen.format(**world) for screen in EDITORS_SCREENS}
    waiting |= {f"/admin/{question}{CANARY}" for question in QUESTIONS}
    waiting |= {address_of(door) for door in OPEN if "logout" not in door and "<str:pk>" not in door}

    telling, seen = set(), set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        body = b"" if response.streaming else response.content
        # A search shows the word that was asked for.
        told = body.decode("utf-8", "replace").replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
        if any(word in told for word in (f"{CANARY} ", f"{CANARY}.", *[thing.ref for thing in secret])):
            telling.add(address)
        links = Links()
        links.feed(told)
        waiting |= {each for each in links.found if leads_on(each)} - seen

    assert telling == set()
    assert len(seen) > 80


def leads_on(address):
    match = resolve(address)
    return doors.is_open(match.route, **match.kwargs) and not re.search(r"logout|account|delete|sprite", address)
