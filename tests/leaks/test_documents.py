"""T1, T5: what a document says is there for those who may open it, and nowhere else for anybody: neither its words,
nor its headings, nor how many pages it has, nor what it says of who made it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from forum import actions
from members.actions import add_to_space, leave
from search.finder import Wish, find
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.texts import hung
from tests.leaks.test_files import UNKNOWN, told
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
OUTSIDERS = ["nobody", "member", "moderator", "steward", "editor", "trainer", "operator"]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path
    settings.EXTRACT_UNISOLATED = True


@pytest.fixture
def space(make_space, other):
    return make_space("secret", people=[other], name="Quiet place")


@pytest.fixture
def topics(space, other, index):  # noqa: F811
    return {
        "secret": make_topic(make_board(space.audience), other),
        "members": make_topic(make_board("members"), other),
    }


@pytest.fixture
def plant(topics, other, index):  # noqa: F811
    """plant(where) -> (post, a manual of four pages on it that says the word on each); the name doesn't say it."""

    def hang(where):
        post = make_reply(topics[where], other)
        pages = [(f"{CANARY} {number}", f"{CANARY} was seen at the weir.") for number in range(4)]
        file = hung(post, *pages, by=other, name="Common name.pdf", found={"creator": f"{CANARY} Weber"})
        index()
        return post, file

    return hang


def person(request, who):
    return None if who == "nobody" else request.getfixturevalue(who)


CASES = [("secret", who) for who in OUTSIDERS] + [("members", "nobody")]


@pytest.mark.parametrize(("where", "who"), CASES)
def test_outside_its_words_are_in_no_hit_count_facet_or_offer(plant, where, who, request, client_of):
    plant(where)
    user = person(request, who)

    result = find(Wish(CANARY), user=user or AnonymousUser(), language="en")
    pages = [
        client_of(user).get(f"/search/?q={typed}{rest}").content.decode()
        for typed in (CANARY, "Kitiwake", "weir", "")
        for rest in ("", "&kind=document", "&sort=date")
    ]

    assert (result.hits, result.total, any(result.facets.values())) == ([], 0, False)
    said = [page for page in pages if "Common name" in page or "was seen at" in page or f"{CANARY} 1" in page]
    assert said == []
    # The word is not offered to who has typed nearly that, though four documents of the index share it.
    assert [page for page in pages[3:] if CANARY in page] == []


@pytest.mark.parametrize(("where", "who"), CASES)
@pytest.mark.parametrize("way", ["/files/{ref}/text/", "/files/{ref}/text/?page=3&q=Kittiwake", "/files/{ref}/"])
def test_outside_its_text_and_none_at_all_are_one_answer(plant, where, who, way, request, client_of):
    _post, file = plant(where)
    client = client_of(person(request, who))

    there, missing = (client.get(way.format(ref=ref)) for ref in (file.ref, UNKNOWN))

    assert told(there, file.ref) == told(missing, UNKNOWN)
    assert (there.status_code, "Location" in there.headers) == (404, False)


@pytest.mark.parametrize(("where", "who"), CASES)
def test_outside_no_page_lists_it(plant, topics, where, who, request, client_of, other):
    post, file = plant(where)
    client = client_of(person(request, who))
    addresses = ["/", "/forum/", "/library/", "/notices/", f"/people/{other.ref}/", topics[where].get_absolute_url()]
    addresses += [post.get_absolute_url(), topics[where].board.get_absolute_url()]

    pages = [client.get(address.partition("#")[0]).content.decode() for address in addresses]

    assert [word for page in pages for word in ("Common name", file.ref, CANARY) if word in page] == []


@pytest.mark.parametrize("where", ["secret", "members"])
def test_inside_it_is_found_listed_and_read(plant, where, client_of, other):
    post, file = plant(where)
    client = client_of(other)

    pages = [client.get(at) for at in (f"/search/?q={CANARY}", post.get_absolute_url().partition("#")[0])]
    text = client.get(f"/files/{file.ref}/text/").content.decode()

    assert [response.content.decode().count("Common name") > 0 for response in pages] == [True, True]
    assert (text.count(f"{CANARY} was seen at the weir."), f"{CANARY} Weber" in text) == (4, False)


@pytest.mark.parametrize("how", ["left", "hidden", "withdrawn"])
def test_its_text_is_gone_with_the_next_request(plant, space, how, client_of, other, make_member):
    post, file = plant("secret")
    keeper, reader = space.memberships.get(role="keeper").user, make_member("Rita Reader")
    add_to_space(reader, space, by=keeper, role="member")
    client = client_of(reader)
    before = client.get(f"/files/{file.ref}/text/").status_code

    if how == "left":
        leave(reader, space, by=reader)
    elif how == "hidden":
        actions.hide_post(post, by=keeper)
    else:
        actions.withdraw_post(post, by=other)
    result = find(Wish(CANARY), user=type(reader).objects.get(pk=reader.pk), language="en")

    assert (before, client.get(f"/files/{file.ref}/text/").status_code) == (200, 404)
    assert (result.hits, result.total, result.facets["kind"]) == ([], 0, {})
