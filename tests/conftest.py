"""People, spaces and clients that all tests share. The service checks of tests/services/ are loaded by pyproject."""

from contextlib import contextmanager
from itertools import count

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from core.kept import Kept
from core.triggers import drop_triggers
from members import actions
from members.models import Membership, Space

PASSWORD = "three quiet herons at the weir"
_numbers = count(1)


@pytest.fixture(autouse=True)
def database_between_tests(request):
    """Limits of one test never reach the next; and where a test commits, the audit log's triggers, which refuse any
    deletion, stand aside for the flush that follows (post_migrate makes them again)."""
    if not (request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames)):
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    for name in ("default", "pages"):
        caches[name].clear()
    Kept.clear_all()
    yield
    if not connection.in_atomic_block:
        drop_triggers()


@pytest.fixture
def unwritable(db):
    """`with unwritable():` the database takes nothing, as on a full disk; on PostgreSQL until the test ends."""

    @contextmanager
    def during():
        is_sqlite = connection.vendor == "sqlite"
        if not is_sqlite:
            connection.check_constraints()  # those put off until the end would then be asked in vain
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            if is_sqlite:
                connection.connection.execute("PRAGMA query_only = OFF")

    return during


@pytest.fixture
def make_member(db):
    """make_member(name=…, roles=("moderator",), **) -> an accepted member with a confirmed address."""

    def make(name="", roles=(), **details):
        number = next(_numbers)
        name = name or f"Member {number}"
        user = actions.admit(
            email=details.pop("email", f"member{number}@test.example"),
            name=name,
            by=None,
            password=details.pop("password", PASSWORD),
            **details,
        )
        for role in roles:
            actions.appoint(user, role, by=None)
        return user

    return make


@pytest.fixture
def member(make_member):
    return make_member("Amara Member")


@pytest.fixture
def other(make_member):
    return make_member("Otto Other")


@pytest.fixture
def moderator(make_member):
    return make_member("Mona Moderator", roles=["moderator"])


@pytest.fixture
def trainer(make_member):
    return make_member("Tomas Trainer", roles=["trainer"])


@pytest.fixture
def editor(make_member):
    return make_member("Edda Editor", roles=["editor"])


@pytest.fixture
def steward(make_member):
    return make_member("Stella Steward", roles=["steward"])


@pytest.fixture
def operator(make_member):
    return make_member("Ophelia Operator", roles=["operator"])


@pytest.fixture
def auditor(make_member):
    return make_member("Aude Auditor", roles=["auditor"])


@pytest.fixture
def make_space(db, make_member):
    """make_space(kind, keeper=…, people=[…]) -> a space."""

    def make(kind=Space.INVITE, keeper=None, people=(), name="A space"):
        keeper = keeper or make_member("Karla Keeper")
        space = actions.create_space(name=name, kind=kind, by=keeper)
        for person in people:
            actions.add_to_space(person, space, by=keeper, role=Membership.MEMBER)
        return space

    return make


@pytest.fixture
def client_of(db):
    """client_of(user) -> a client signed in as that person; client_of(None) -> nobody."""

    def sign_in(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def anonymous(client_of):
    return client_of(None)


@pytest.fixture
def as_member(client_of, member):
    return client_of(member)


@pytest.fixture
def as_moderator(client_of, moderator):
    return client_of(moderator)


@pytest.fixture
def as_trainer(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def as_editor(client_of, editor):
    return client_of(editor)


@pytest.fixture
def as_steward(client_of, steward):
    return client_of(steward)
