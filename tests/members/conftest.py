"""Spaces with several keepers, and people who have just signed in."""

import time

import pytest
from allauth.account.internal.flows import login

from members import actions
from members.models import Membership, Space, User


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
