"""T2, T15, T16: what invitations tell. Those of one institution are nobody else's; a space that asks for an outsider is
never told to the stewards who answer; whether an address has an account is told by no answer."""

import re

import pytest

from config import inventory
from config.routes import ROUTES
from core.models import AuditEntry
from members import actions
from members.models import Invitation, Space
from tests.mailing import mailed
from tests.members import conftest as way
from tests.members.conftest import account, path_of, signed_in

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
make_institution, institution, invite, outsider = way.make_institution, way.institution, way.invite, way.outsider


def plain_addresses():
    return [
        f"/{address}"
        for address, name in inventory.patterns()
        if name in ROUTES and "<" not in address and "(?P" not in address
    ]


def bare(response, *own):
    """A page less what differs at each request, and less what was typed into it."""
    body = re.sub(r'(name="(?:csrfmiddlewaretoken|once|writer)" value=)"[^"]*"', r"\1", response.content.decode())
    for word in own:
        body = body.replace(word, "OWN")
    headers = {name: value for name, value in response.headers.items() if name not in {"Set-Cookie", "Expires"}}
    return (
        response.status_code,
        {**headers, "Location": re.sub(r"/\w{10}/$", "/REF/", headers.get("Location", ""))},
        body,
    )


@pytest.fixture
def other_focal_point(make_member, make_institution, steward):
    place = make_institution("Chamber of Kessaria")
    person = make_member("Otis Focal", institution=place)
    actions.name_focal_point(person, place, by=steward)
    return person


def test_a_focal_point_learns_nothing_of_another_institutions_invitations(invite, other_focal_point, client_of):
    client = client_of(other_focal_point)
    before = {address: bare(client.get(address)) for address in plain_addresses()}
    invitation = invite(f"{CANARY.lower()}@sabarra.example", name=CANARY, line=CANARY)

    after = {address: bare(client.get(address)) for address in plain_addresses()}

    assert {address for address in after if after[address] != before[address]} == set()
    foreign, missing = f"/invitations/{invitation.ref}/", f"/invitations/{'a' * 10}/"
    assert bare(client.get(foreign), invitation.ref) == bare(client.get(missing), "a" * 10)
    for deed in ("resend", "revoke", "approve", "refuse"):
        answers = [bare(client.post(f"{path}{deed}/"), path.split("/")[2]) for path in (foreign, missing)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def test_an_address_that_another_institution_has_invited_is_answered_like_any_other(invite, other_focal_point, member):
    invite("taken@x.example")
    client = signed_in(other_focal_point)
    ref = other_focal_point.profile.institution.ref

    def sent(email):
        return bare(client.post("/invitations/new/", {"email": email, "institution": ref, "language": "en"}), email)

    assert sent("taken@x.example") == sent("fresh@x.example") == sent(member.email)


@pytest.mark.parametrize("answer", [None, "approve_outsider", "refuse_outsider"])
def test_the_space_that_asks_for_an_outsider_is_not_told_to_stewards(outsider, steward, client_of, answer):
    request = outsider(line="She reads ballistics reports.")
    Space.objects.filter(pk=request.space_id).update(name=f"{CANARY} team", purpose=f"All about {CANARY}.")
    actions.tell_stewards(request)
    if answer:
        getattr(actions, answer)(request, by=steward)
    client = client_of(steward)

    pages = {address: client.get(address) for address in [*plain_addresses(), f"/invitations/{request.ref}/"]}

    telling = [
        address
        for address, page in pages.items()
        if CANARY in page.content.decode() or request.space.ref in page.content.decode()
    ]
    assert telling == []
    assert "She reads ballistics reports." in pages[f"/invitations/{request.ref}/"].content.decode()
    assert "Olga Outsider" in pages["/invitations/"].content.decode() or answer == "refuse_outsider"
    assert not AuditEntry.objects.filter(key=f"space:{request.space.ref}", actor=f"person:{steward.ref}").exists()


def test_no_mail_about_an_outsider_names_the_space(outsider, steward):
    request = outsider(line="She reads ballistics reports.")
    Space.objects.filter(pk=request.space_id).update(name=f"{CANARY} team", purpose=f"All about {CANARY}.")
    actions.tell_stewards(request)
    actions.approve_outsider(request, by=steward)

    everything = [sent.subject + sent.body + str(sent.alternatives) for sent in mailed()]

    assert (len(everything), [text for text in everything if CANARY in text]) == (3, [])


def test_a_request_of_a_secret_space_and_one_of_another_are_drawn_alike(outsider, steward, make_space, client_of):
    one = outsider()
    keeper = one.invited_by
    small = bare(client_of(steward).get(f"/invitations/{one.ref}/"), one.ref)
    Invitation.objects.filter(pk=one.pk).update(space=make_space("invite", keeper=keeper, name="Another, of many"))

    assert bare(client_of(steward).get(f"/invitations/{one.ref}/"), one.ref) == small


def test_a_forwarded_link_does_not_tell_which_addresses_are_members(invite, member, anonymous):
    path = path_of(invite())
    unknown = f"{'x' * (len(member.email) - len('@test.example'))}@test.example"

    answers = [bare(anonymous.post(f"{path}account/", account(email)), email) for email in (member.email, unknown)]

    assert answers[0] == answers[1]
    assert answers[0][0] == 200
