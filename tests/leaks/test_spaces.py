"""T2, T8, T10, T11, T13: every surface × outsider, newcomer, removed member, staff, nobody. Staff is not a key.

The world stays as it is; a secret space with all that can be in one comes beside it, or goes. Whoever is not in it gets
the same answers, byte for byte after masking tokens, over the whole list of routes.
"""

import re

import pytest
from django.utils import timezone

from config import inventory
from config.routes import ROUTES
from core.forms import new_once
from core.things import key_of
from files.actions import attach
from forum import actions as forum
from forum.actions.polls import Ask
from forum.models import Board
from forum.moves import Plan
from forum.signing import Sign
from members import actions
from members.actions.keeping_up import keep_up_spaces
from members.models import Membership, Space, User
from moderation import actions as moderation
from moderation.attribution import NOBODY
from notifications.models import Follow, Notice
from notifications.querysets import unread_count
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.translations import make_translation
from tests.leaks.equal import answer_to, unknown_to
from tests.mailing import mailed
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANARY = "Kittiwake"
WAITING = re.compile(r"<li><p[^<]*>[^<]*</p><p[^<]*><span>\d+ waits?<.*?</li>")
ROLES = ["steward", "moderator", "editor", "trainer", "operator", "auditor"]
PEOPLE = ["nobody", "outsider", "newcomer", "removed", "declined", *ROLES]


@pytest.fixture
def cast(request, make_member):
    """Everybody who is outside, and those who will be inside."""
    people = {role: request.getfixturevalue(role) for role in ROLES}
    for name in ("outsider", "newcomer", "removed", "declined"):
        people[name] = make_member(name.capitalize())
    inside = {name: make_member(name.capitalize()) for name in ("keeper", "second", "insider")}
    return people | {"nobody": None}, inside


@pytest.fixture
def world(cast, make_space):
    """What everybody may see, so that lists are not empty."""
    _, inside = cast
    for audience in ("public", "members"):
        make_reply(make_topic(make_board(audience), inside["insider"]), inside["keeper"])
    make_space(Space.OPEN, keeper=inside["keeper"], name="An open space")


@pytest.fixture
def sealed(cast, index):  # noqa: F811
    """sealed(kind) -> a space with the word in all that it holds, and two people who were in it or nearly so. For an
    outsider it asks the stewards, who are to see that somebody is asked for, and not where."""
    people, inside = cast

    def make(kind, *, asks_stewards=True):
        keeper, second, insider = inside["keeper"], inside["second"], inside["insider"]
        space = actions.create_space(name=f"{CANARY} team", kind=kind, purpose=f"{CANARY} purpose", by=keeper)
        actions.add_to_space(second, space, by=keeper, role=Membership.KEEPER)
        for person in (insider, people["removed"]):
            actions.add_to_space(person, space, by=keeper)
        board = make_board(space.audience_id, title=f"{CANARY} board")
        file = stored(insider, name=f"{CANARY}.pdf")
        topic = make_topic(board, people["removed"], title=f"{CANARY} question", body=f"{CANARY} body")
        post = make_reply(topic, insider, body=f"{CANARY} answer to @Removed")
        attach(file, to=post, by=insider)
        forum.report_post(post, by=keeper, reason=f"{CANARY} reason")
        all_that_is_done(board, topic, keeper=keeper, second=second, insider=insider)
        invitation = actions.invite_into(people["declined"], space, by=keeper, line=f"{CANARY} line")
        actions.second_invitation(invitation, by=second)
        actions.decline_invitation(invitation, by=people["declined"])
        if asks_stewards:
            actions.ask_for_outsider(space, by=keeper, email="new@example.org", name="New", line="Works on archives.")
        actions.leave(people["removed"], space, by=keeper)
        keep_up_spaces()
        index()
        return {"space": space, "board": board, "topic": topic, "post": post, "file": file}

    return make


def all_that_is_done(board, topic, *, keeper, second, insider):
    """What the people of a space do there: they ask, vote, translate, keep drafts and bookmarks, follow, wish to move,
    hide, delete, object, hold back and watch words."""
    ask = Ask((f"{CANARY} yes", f"{CANARY} no"))
    details = {"title": f"{CANARY} vote", "body": f"{CANARY} words", "once": new_once()}
    asked = forum.start_poll(board, ask=ask, by=insider, **details)
    forum.vote(asked.poll, by=second, refs=[asked.poll.choices.first().ref])
    forum.ask_to_answer(asked, by=insider, refs=[second.ref], reason=f"{CANARY} expert")
    opening = topic.posts.get(number=1)
    forum.signal(opening, by=insider, kind="worked", country="KE")
    forum.set_bookmark(opening, by=insider, note=f"{CANARY} note")
    forum.save_draft(key_of(topic), by=insider, typed={"body": f"{CANARY} draft"})
    make_translation(opening, insider, body=f"{CANARY} en français")
    Follow.objects.create(user=second, key=key_of(board), level=Follow.WATCHING, why=Follow.CHOSE)
    moderation.watch_words(f"{CANARY} witness", by=keeper, audience=board.audience_id, outcome="hold")
    held = make_reply(topic, insider, body=f"A {CANARY} witness.")
    forum.reject_post(held, by=keeper)
    forum.appeal_post(held, by=insider)
    hidden = make_reply(topic, insider, body=f"{CANARY} hidden")
    forum.hide_post(hidden, by=keeper, reason=f"{CANARY} hidden")
    moderation.delete(type(hidden).objects.get(pk=hidden.pk), by=keeper, reason=f"{CANARY} deleted")
    unnamed = make_reply(topic, insider, body=f"{CANARY} unnamed", sign=Sign(NOBODY))
    forum.ask_lifting(unnamed, by=keeper, reason=f"{CANARY} who")
    wider = Board.objects.filter(audience="members").first() or make_board("members")
    forum.move(asked, Plan(wider), by=keeper, reason=f"{CANARY} move")


def addresses():
    """Every plain address, and what one may ask some for; not the style guide, where all is invented anew."""
    plain = [
        f"/{address}"
        for address, name in inventory.patterns()
        if name in ROUTES and "<" not in address and "(?P" not in address and name != "styleguide"
    ]
    asked = [f"/search/?q={CANARY}", "/search/?q=answer", f"/search/?q={CANARY[:-1]}", "/people/?after=x"]
    return [*plain, *asked, f"/accounts/login/?next=/{CANARY.lower()}/"]


def masked(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    # Tokens of forms; one of them says when it was made, and for whom.
    body = re.sub(r'value="[A-Za-z0-9_:.-]{22,300}"', "", body.decode("utf-8", "replace"))
    body = re.sub(r'"CSRF_TOKEN": "[A-Za-z0-9]{64}"', "", body)  # Wagtail's
    # What the page says of this very moment.
    body = re.sub(r'value="\d{4}-\d\d-\d\dT[^"]*"', "", body)
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Expires"}}
    return response.status_code, {**headers, "Content-Length": ""}, re.sub(CANARY + "[a-z]*", "", body)


@pytest.mark.parametrize("kind", ["invite", "secret"])
def test_with_and_without_a_sealed_space_all_answers_are_equal(cast, world, sealed, client_of, kind):
    people, inside = cast
    clients = {who: client_of(person) for who, person in people.items()}
    paths = [*addresses(), *(f"/people/{person.ref}/" for person in [*inside.values(), people["removed"]])]
    for _ in range(2):  # what is read once has been read
        before = {(who, path): masked(client.get(path)) for who, client in clients.items() for path in paths}

    sealed(kind, asks_stewards=False)
    mailed()
    for person in inside.values():  # the space's own talk with its people; the rest of the world is as it was
        Notice.objects.filter(recipient=person).delete()
    after = {(who, path): masked(client.get(path)) for who, client in clients.items() for path in paths}

    # How many rows wait in the outboxes, without a name, is what operators see of all that is done (decision 0016).
    for known in (before, after):
        *head, body = known["operator", "/operations/"]
        known["operator", "/operations/"] = *head, WAITING.sub("", body)
    assert {where for where in before if before[where] != after[where]} == set()
    assert len(before) > 250


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_of_a_secret_space_is_in_any_answer(cast, world, sealed, client_of, who):
    people, _ = cast
    things = sealed("secret")
    client = client_of(people[who])
    words = [CANARY.lower(), *[thing.ref for thing in things.values()]]

    telling = {}
    for path in addresses():
        told = client.get(path).content.decode().replace(f"q={CANARY}", "").lower()
        told = told.replace(f'value="{CANARY}"'.lower(), "").replace(f"next=/{CANARY}/".lower(), "")
        found = [word for word in words if word in re.sub(r'(value|q|next)[=:]"?/?kittiwak[^"&\s]*', "", told)]
        if found and "search" not in path and "next=" not in path:
            telling[path] = found

    assert telling == {}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("kind", ["invite", "secret"])
def test_each_address_of_a_sealed_space_is_as_if_it_never_was(cast, sealed, client_of, kind, who):
    people, inside = cast
    things, client = sealed(kind), client_of(people[who])
    refs = {"space": things["space"].ref, "person": inside["insider"].ref}
    routes = [address for address, name in inventory.patterns() if address.startswith("spaces/<")]
    paths = ["/" + re.sub(r"<[^>]*:ref>", refs["space"], route) for route in routes]
    paths = [re.sub(r"<[^>]*>", refs["person"], path) for path in paths]
    paths += [f"/forum/s/{refs['space']}/new/", things["board"].get_absolute_url(), f"/files/{things['file'].ref}/"]
    paths += [f"/forum/t/{things['topic'].ref}/", f"/forum/p/{things['post'].ref}/"]

    answers = {(path, method): answer_to(client, path, method) for path in paths for method in ("get", "post")}

    assert len(paths) > 25
    oddly = {where for where, answer in answers.items() if answer[0] not in (404, 405) and where[1] == "get"}
    assert oddly == set()
    known = {where[0]: answer for where, answer in answers.items() if answer[0] == 404 and where[1] == "get"}
    assert {path for path, answer in known.items() if answer != unknown_to(client, path)} == set()


@pytest.mark.parametrize("deed", ["taken out", "runs out", "space narrowed to terms", "space closed", "space ends"])
def test_what_was_open_in_a_tab_is_gone_on_the_next_request(cast, sealed, client_of, deed):
    """Pages, search, files, counts, suggestions, the bell, and the mail that waits."""
    _, inside = cast
    things = sealed("secret")
    space, insider, keeper = things["space"], inside["insider"], inside["keeper"]
    client = client_of(insider)
    paths = ["/", "/forum/", "/spaces/", "/notices/", f"/search/?q={CANARY}", things["topic"].get_absolute_url()]
    paths += [space.get_absolute_url(), f"/files/{things['file'].ref}/"]
    before = [path for path in paths if masked(client.get(path))[0] == 200]
    make_reply(things["topic"], keeper, body=f"{CANARY} once more")
    bell = unread_count(User.objects.get(pk=insider.pk))
    {
        "taken out": lambda: actions.leave(insider, space, by=keeper),
        "runs out": lambda: insider.memberships.update(until=timezone.now()),
        "space narrowed to terms": lambda: actions.change_space(space, by=keeper, terms="New terms."),
        "space closed": lambda: actions.close_space(space, by=keeper),
        "space ends": lambda: Space.objects.filter(pk=space.pk).update(ends_at=timezone.now()),
    }[deed]()

    asked = User.objects.get(pk=insider.pk)
    after = {path: client.get(path) for path in paths}
    bodies = {
        path: b"".join(page.streaming_content) if page.streaming else page.content for path, page in after.items()
    }

    assert len(before) == len(paths)
    assert bell > 0
    gone = {things["topic"].get_absolute_url(), f"/files/{things['file'].ref}/"}
    assert {path for path in gone if after[path].status_code != 404} == set()
    assert [path for path in bodies if f"{CANARY} question".encode() in bodies[path]] == []
    assert [path for path in bodies if f"{CANARY} board".encode() in bodies[path]] == []
    shown = [f"{CANARY}.pdf".encode() in body for body in bodies.values()]
    assert not any(shown)
    told = 1 if deed in ("space narrowed to terms", "space closed") else 0
    assert unread_count(asked) == told
    to_insider = [mail for mail in mailed() if mail.to == [insider.email]]
    assert len(to_insider) == told
    assert all(CANARY not in str(mail.message()) for mail in to_insider)


def test_what_is_audited_of_a_secret_space_names_nothing_of_it(cast, sealed):
    from core.models import AuditEntry

    things = sealed("secret")

    entries = AuditEntry.objects.filter(key=key_of(things["space"]))
    assert entries.count() > 5
    told = {
        (name, entry.place)
        for entry in AuditEntry.objects.all()
        for name, value in vars(entry).items()
        if CANARY in str(value)
    }
    # The reasons that its moderators typed, in the place where nobody from outside reads them; nothing else.
    assert told == {("reason", things["space"].audience.key)}
