"""T10, T11, T12: what was decided and noted about somebody is theirs and the moderators': no page, list, search, mail
or record tells it to anybody else, and a note never to whom it is about, whatever roles they have."""

import re

import pytest

from core.models import AuditEntry
from members import actions
from members.links import suspension_link
from members.models import MemberNote, Sanction, User
from moderation.models import ReviewItem
from tests.factories.forum import make_board, make_topic
from tests.leaks.equal import answer_to
from tests.leaks.test_spaces import WAITING
from tests.mailing import mailed
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
UNKNOWN = "aaaaaaaaaa"
OUTSIDERS = ["nobody", "member", "trainer", "editor", "operator", "auditor"]
KINDS = [Sanction.WARNING, Sanction.SILENCE, Sanction.SUSPENSION]
TOKEN = re.compile(r'value="[A-Za-z0-9_:.=-]{22,300}"')  # tokens of forms: each is new


@pytest.fixture
def second(make_member):
    return make_member("Sofia Second", roles=["moderator"])


@pytest.fixture
def who(request, client_of):
    """who(name) -> the client of one of OUTSIDERS, or of any other fixture's person."""
    return lambda name: client_of(None if name == "nobody" else request.getfixturevalue(name))


def decided(person, kind, moderator, steward):
    by = steward if kind == Sanction.SUSPENSION else moderator
    return actions.sanction(person, kind, by=by, reason=f"{CANARY} reason", days=7)


def noted(person, by):
    return actions.note(person, by=by, text=f"{CANARY} note", once="x" * 20)


def text(response):
    return response.content.decode()


def main(response):
    """The page itself, without its frame: whose bell counts what there is for the person who asks."""
    return TOKEN.sub("", text(response).partition("<main")[2].partition("</main>")[0])


def places(person, topic):
    yield from ("/", "/people/", f"/people/{person.ref}/", f"/people/?q={person.name}", "/forum/", "/notices/")
    yield from (topic.get_absolute_url(), topic.board.get_absolute_url(), f"/search/?q={CANARY}", "/search/?q=question")
    yield from ("/moderation/", "/moderation/?show=closed", "/moderation/log/", "/moderation/holds/", "/audit/")
    yield from ("/roles/", "/operations/", "/audit/?kind=person", "/people/silenced/", "/forum/c/")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_page_of_others_says_a_word_of_it(other, moderator, second, steward, who, index, name, kind):  # noqa: F811
    topic = make_topic(make_board("public"), other, title="Common question")
    row = decided(other, kind, moderator, steward)
    noted(other, second)
    actions.appeal(row, words=f"{CANARY} objection")
    index()
    client = who(name)

    said = {place: text(client.get(place)).replace(f'value="{CANARY}"', "") for place in places(other, topic)}

    words = [f"{CANARY} {word}" for word in ("reason", "note", "objection")]
    assert [place for place, page in said.items() if row.ref in page or any(word in page for word in words)] == []


@pytest.mark.parametrize("kind", [Sanction.WARNING, Sanction.SILENCE])
@pytest.mark.parametrize("name", ["nobody", "member", "editor", "operator"])
def test_with_and_without_it_all_that_others_see_of_somebody_is_the_same(
    other, moderator, second, steward, who, name, kind
):
    topic = make_topic(make_board("public"), other, title="Common question")
    client, addresses = who(name), list(places(other, topic))
    for _ in range(2):  # what is read once has been read
        before = {place: main(client.get(place)) for place in addresses}

    row = decided(other, kind, moderator, steward)
    noted(other, second)
    actions.appeal(row, words=f"{CANARY} objection")
    mailed()

    def bare(page):
        return WAITING.sub("", page)  # of operators' outboxes: how many rows wait, without a name (decision 0016)

    assert [place for place in addresses if bare(main(client.get(place))) != bare(before[place])] == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OUTSIDERS)
def test_each_address_of_it_is_as_if_there_were_none(other, moderator, second, steward, who, name, method):
    row, note = decided(other, Sanction.SILENCE, moderator, steward), noted(other, second)
    client = who(name)
    pairs = [(f"/sanctions/{{}}/{deed}", row.ref) for deed in ("", "lift/")]
    pairs += [("/notes/{}/throw-away/", note.ref)]
    pairs += [(f"/people/{{}}/conduct/{deed}", other.ref) for deed in ("", "note/")]

    for address, ref in pairs:
        there, missing = (answer_to(client, address.format(each), method) for each in (ref, UNKNOWN))
        assert (there[0], TOKEN.sub("", there[2])) == (missing[0], TOKEN.sub("", missing[2])), address
        assert there[0] in (403, 404, 405), address
    assert (Sanction.objects.running().count(), MemberNote.objects.count()) == (1, 1)


def test_the_same_eyes_find_it_where_it_is_told(other, moderator, second, steward, client_of):
    """Without this, the tests above might only be blind."""
    row = decided(other, Sanction.SILENCE, moderator, steward)
    noted(other, second)
    actions.appeal(row, words=f"{CANARY} objection")
    item = ReviewItem.objects.get()

    mine = text(client_of(other).get(f"/sanctions/{row.ref}/"))
    page = text(client_of(second).get(f"/people/{other.ref}/conduct/"))
    queue = text(client_of(second).get(item.get_absolute_url()))

    assert [f"{CANARY} {word}" in mine for word in ("reason", "objection", "note")] == [True, True, False]
    assert [f"{CANARY} {word}" in page for word in ("reason", "note")] == [True, True]
    assert f"{CANARY} objection" in queue


@pytest.mark.parametrize("roles", [[], ["moderator"], ["steward"], ["moderator", "steward"]])
def test_a_note_is_told_in_nothing_to_whom_it_is_about(make_member, second, client_of, roles):
    person = make_member("Paul Person", roles=roles)
    topic = make_topic(make_board("public"), person)
    client, addresses = client_of(person), [*places(person, topic), f"/people/{person.ref}/conduct/"]
    for _ in range(2):
        before = {place: main(client.get(place)) for place in addresses}

    note = noted(person, second)

    assert [place for place in addresses if main(client.get(place)) != before[place]] == []
    there, missing = (answer_to(client, f"/notes/{ref}/throw-away/", "post") for ref in (note.ref, UNKNOWN))
    assert (there[0], TOKEN.sub("", there[2])) == (missing[0], TOKEN.sub("", missing[2]))
    assert person.notices.count() == 0


@pytest.mark.parametrize("roles", [[], ["moderator"], ["moderator", "steward"]])
def test_who_decided_and_who_upheld_it_is_not_told_to_whom_it_is_about(
    make_member, moderator, second, client_of, roles
):
    person = make_member("Paul Person", roles=roles)
    row = actions.sanction(person, Sanction.SILENCE, by=moderator, reason=f"{CANARY} reason", days=7)
    actions.appeal(row, words="No.")
    row.refresh_from_db()
    actions.uphold(row, by=second, reason=f"{CANARY} stays")
    client = client_of(person)

    pages = ["/notices/", f"/sanctions/{row.ref}/", "/moderation/", "/moderation/?show=closed", "/moderation/log/"]

    told = {page: [each.name for each in (moderator, second) if each.name in main(client.get(page))] for page in pages}
    assert told == dict.fromkeys(pages, [])
    letters = [letter for letter in mailed() if letter.to == [person.email]]
    assert [each.name in str(letter.message()) for letter in letters for each in (moderator, second)].count(True) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_and_no_entry_of_the_record_says_why(other, moderator, second, steward, kind):
    row = decided(other, kind, moderator, steward)
    noted(other, second)
    actions.appeal(row, words=f"{CANARY} objection")

    letters = mailed()

    assert {other.email} <= {letter.to[0] for letter in letters}
    assert [letter.to for letter in letters if CANARY in str(letter.message())] == []
    assert [entry.verb for entry in AuditEntry.objects.all() if CANARY in entry.reason] == []


def test_what_somebody_objects_to_waits_for_no_one_who_decided_it_and_for_none_below_the_role(
    other, moderator, second, steward, make_member, client_of
):
    """Nor is it in the number of what waits, or found by its key."""
    row = decided(other, Sanction.SUSPENSION, moderator, steward)
    another = make_member("Sid Steward", roles=["steward"])
    actions.appeal(row, words=f"{CANARY} objection")
    item = ReviewItem.objects.get()

    def found_by(person):
        client = client_of(User.objects.get(pk=person.pk))
        page = client.get("/moderation/")
        codes = [
            client.get(address).status_code
            for address in (item.get_absolute_url(), f"/moderation/of/sanction:{row.ref}/")
        ]
        return {name: many for name, _label, many, _now in page.context["filters"]}["waiting"], codes

    assert [found_by(person) for person in (moderator, second, steward, another)] == [
        (0, [404, 404]), (0, [404, 404]), (0, [404, 404]), (1, [200, 302])
    ]  # fmt: skip


def test_a_link_of_a_suspension_opens_that_one_alone_and_a_changed_one_nothing(
    other, member, moderator, steward, anonymous
):
    rows = [decided(person, Sanction.SUSPENSION, moderator, steward) for person in (other, member)]
    links = [suspension_link(row).removeprefix("http://testserver") for row in rows]

    pages = [anonymous.get(link) for link in links]
    broken = anonymous.get(links[0][:-4] + "aaa/")

    assert [page.status_code for page in (*pages, broken)] == [200, 200, 404]
    named = [[person.ref in text(page) or person.name in text(page) for person in (other, member)] for page in pages]
    assert [named[0][1], named[1][0]] == [False, False]
    anonymous.post(links[0], {"words": "Not me."})
    assert list(Sanction.objects.exclude(appealed_at=None)) == [rows[0]]


def test_a_suspension_ends_every_session_at_its_next_request_and_its_link_opens_nothing_once_it_is_lifted(
    other, moderator, steward, client_of, anonymous
):
    """T16, T19."""
    tabs = [client_of(other), client_of(other)]
    own = other.get_absolute_url()
    before = [tab.get(own).status_code for tab in tabs]
    row = decided(other, Sanction.SUSPENSION, moderator, steward)
    link = suspension_link(row).removeprefix("http://testserver")

    during = [tab.get(own).status_code for tab in tabs]
    opened = anonymous.get(link).status_code
    actions.lift(row, by=steward, reason="It was somebody else.")

    assert (before, during, opened) == ([200, 200], [404, 404], 200)
    assert anonymous.get(link).status_code == 404
    assert [tab.get(own).status_code for tab in tabs] == [404, 404], "a session that was ended stays so"
