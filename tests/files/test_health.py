"""Where a child cannot be isolated, operators are told and documents are not taken."""

import pytest
from django.core.cache import caches

from files import actions, health, refusals
from files.extraction import health as extraction
from files.extraction import work
from tests.factories.files import content
from tests.services import require

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused():
    """A worker has said that its kernel refuses the isolation."""
    caches["pages"].set(extraction.KEY, "unshare: Operation not permitted")


@pytest.fixture
def careful(settings):
    """As in production: documents are opened in isolation only."""
    settings.EXTRACT_UNISOLATED = False


def test_a_worker_tells_whether_documents_are_isolated():
    require("isolation")

    extraction.tell()

    assert (extraction.refused(), health.documents()) == ("", {"ok": True, "said": "isolated"})


def test_before_any_worker_has_spoken_nothing_is_known_and_uploads_wait(careful, member):
    file = actions.upload(content("pdf"), by=member, name="a.pdf")

    assert (extraction.refused(), health.documents()) == (None, {"ok": True, "said": "no worker has said how"})
    assert file.queued_at is not None


def test_where_isolation_is_refused_documents_are_not_taken_and_pictures_are(careful, refused, member):
    with pytest.raises(refusals.NotReadSafely):
        actions.upload(content("pdf"), by=member, name="a.pdf")

    assert actions.upload(content("png"), by=member, name="a.png").state == "stored"
    assert health.documents() == {
        "ok": False,
        "said": "not isolated (unshare: Operation not permitted): documents are not taken",
    }


def test_operators_may_say_that_they_are_taken_all_the_same(settings, refused, member):
    settings.EXTRACT_UNISOLATED = True

    file = actions.upload(content("txt"), by=member, name="a.txt")

    assert file.queued_at is not None
    assert health.documents() == {
        "ok": True,
        "said": "not isolated (unshare: Operation not permitted), as FORA_EXTRACT_UNISOLATED allows",
    }


def test_the_lane_tells_when_it_begins(monkeypatch):
    monkeypatch.setitem(work._told, "at", None)

    work.run_once()

    assert extraction.refused() is not None
