"""/healthz and /readyz: what a probe is told, and what an operator is."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from core import heartbeat
from core.lanes import lanes
from core.models import Sign
from search.engine import engine
from search.rebuild import rebuild


@pytest.fixture
def searchable(db, settings, tmp_path):
    """An index is there."""
    settings.INDEX_ROOT = tmp_path / "index"
    rebuild()
    yield
    engine().close()


@pytest.fixture
def worker_signs(db):
    """worker_signs(seconds) -> every lane gave its last sign so long ago."""

    def sign(age=0):
        moment = Now() - timedelta(seconds=age)
        Sign.objects.bulk_create(Sign(lane=name, worker="worker", at=moment) for name in lanes)

    return sign


def asked(client):
    response = client.get(reverse("readyz"))
    return response.status_code, response.json()


def test_a_process_that_lives_says_so_without_asking_the_database():
    response = Client().get(reverse("healthz"))

    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok", "text/plain")


def test_with_database_index_and_worker_it_is_ready(anonymous, searchable, worker_signs):
    worker_signs()

    assert asked(anonymous) == (200, {"ready": True})


def test_without_an_index_it_is_not_ready(anonymous, worker_signs, settings, tmp_path):
    settings.INDEX_ROOT, settings.SEARCH_PREFIX = tmp_path / "nothing", "fora-test-nothing"
    worker_signs()

    assert asked(anonymous) == (503, {"ready": False})


@pytest.mark.parametrize("age", [None, heartbeat.SILENT + 1])
def test_with_a_worker_that_never_spoke_or_fell_silent_it_is_not_ready(anonymous, searchable, worker_signs, age):
    if age:
        worker_signs(age)

    assert asked(anonymous) == (503, {"ready": False})


def test_an_operator_is_told_what_ails(client_of, operator, searchable, worker_signs):
    worker_signs(100)

    status, said = asked(client_of(operator))

    assert (status, said["ready"]) == (503, False)
    assert {name: part["ok"] for name, part in said["parts"].items()} == {
        "database": True, "engine": True, "worker": False, "documents": True, "viruses": True,
    }  # fmt: skip
    assert said["parts"]["worker"]["said"] == "; ".join(f"{name} silent for 100 s" for name in sorted(lanes))


@pytest.mark.parametrize("role", ["steward", "moderator", "editor"])
def test_nobody_else_is(client_of, make_member, role, worker_signs):
    assert asked(client_of(make_member(roles=[role]))) == (503, {"ready": False})


def test_a_database_that_does_not_answer_is_not_ready(monkeypatch):
    """Without its mark this test may not touch the database; the probe carries no session."""
    monkeypatch.setattr("config.health.DatabaseError", RuntimeError)  # what pytest-django raises in its place

    assert asked(Client()) == (503, {"ready": False})
