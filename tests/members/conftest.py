"""Institutions, invitations, people on their way in, and spaces with several keepers."""

import re
import time

import pytest
from allauth.account.internal.flows import login
from django.conf import settings
from django.test import Client

from members import actions
from members.models import CharterVersion, Invitation, Membership, Space, User
from tests.conftest import PASSWORD
from tests.mailing import mailed

FRESH = "a fresh and long sentence"


@pytest.fixture
def make_institution(steward):
    """make_institution(name, domains=[…]) -> an institution, written down by the steward."""

    def make(name="Office of Sabarra", domains=()):
        return actions.found_institution(names={"en": name}, kind="prosecution", domains=domains, by=steward)

    return make


@pytest.fixture
def institution(make_institution):
    return make_institution()


@pytest.fixture
def focal_point(make_member, institution, steward):
    """A member who invites for `institution`, and is nothing else."""
    person = make_member("Fola Focal", institution=institution)
    actions.name_focal_point(person, institution, by=steward)
    return person


@pytest.fixture
def invite(steward, institution):
    """invite(email, by=…, …) -> an invitation, its mail in the queue."""

    def make(email="noor@sabarra.example", **details):
        return actions.invite(**{"email": email, "by": steward, "institution": institution, **details})

    return make


@pytest.fixture
def outsider(make_space, make_member, institution):
    """outsider(space=…, …) -> what a keeper of a sealed space asked the stewards for."""
    from datetime import timedelta

    from django.utils import timezone

    def make(space=None, email="olga@sabarra.example", **details):
        keeper = details.pop("invited_by", None) or make_member("Kesi Keeper")
        space = space or make_space("secret", keeper=keeper, name="Kittiwake team")
        asked = {"name": "Olga Outsider", "institution": institution, "invited_by": keeper, **details}
        until = timezone.now() + timedelta(hours=72)
        return Invitation.objects.create(email=email, space=space, expires_at=until, **asked)

    return make


def link_of(message):
    """The path behind the link of an invitation's mail."""
    return re.search(re.escape(settings.BASE_URL) + r"(/invitation/\S+)", message.body)[1]


def path_of(invitation):
    """The path that was mailed for this invitation last; sends what is in the queue."""
    return link_of([sent for sent in mailed() if sent.to == [invitation.email]][-1])


def signed_in(person, password=PASSWORD):
    """A client that came in by the door and has just confirmed who it is."""
    client = Client()
    assert client.post("/accounts/login/", {"login": person.email, "password": password}).status_code == 302
    if person.is_member:
        assert client.post("/accounts/reauthenticate/", {"password": password}).status_code == 302
    return client


def account(address, **typed):
    return {"email": address, "name": "Noor Newcomer", "language": "en", "password": FRESH, **typed}


ABOUT = {"job_title": "Investigator", "time_zone": "Europe/Prague", "speaks": ["en", "fr"]}


def taken_up(invitation, **typed):
    """(client, person) after the first step."""
    client = Client()
    path = path_of(invitation)
    response = client.post(f"{path}account/", account(invitation.email, **typed))
    assert (response.status_code, response["Location"]) == (302, "/coming-in/")
    invitation.refresh_from_db()
    return client, invitation.user


def come_in(invitation, **typed):
    """(client, person) after the last step."""
    client, person = taken_up(invitation, **typed)
    assert client.post("/coming-in/about/", ABOUT)["Location"] == "/charter/accept/"
    sent = client.post("/charter/accept/", {"version": CharterVersion.objects.current().number})
    assert sent["Location"] == "/first-steps/"
    person.refresh_from_db()
    return client, person


@pytest.fixture
def fresh_client_of(client_of):
    """fresh_client_of(user) -> a client of somebody who gave their password a moment ago."""

    def sign_in(user):
        client = client_of(user)
        session = client.session
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True, "email": user.email}
        ]
        session.save()
        return client

    return sign_in


@pytest.fixture
def keepers(make_member):
    return make_member("Karla Keeper"), make_member("Sven Second")


@pytest.fixture
def kept(make_space, keepers):
    """kept(kind, people=[…]) -> a space that both keepers keep."""

    def make(kind=Space.SECRET, people=(), name="A space"):
        first, second = keepers
        space = make_space(kind, keeper=first, people=people, name=name)
        actions.add_to_space(second, space, by=first, role=Membership.KEEPER)
        return space

    return make


def anew(user):
    """The person as the next request reads them."""
    return User.objects.get(pk=user.pk)
