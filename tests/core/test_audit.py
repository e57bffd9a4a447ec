import pytest
from django.db import DatabaseError, transaction

from core.audit import record, within_session
from core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_an_entry_names_face_verb_and_thing(member, other):
    record("members.look", by=member, on=other)

    entry = AuditEntry.objects.latest("id")
    assert (entry.actor, entry.verb, entry.key) == (f"person:{member.ref}", "members.look", f"person:{other.ref}")


def test_without_a_face_neither_actor_nor_session_is_kept(member):
    with within_session("a-session-key"):
        record("forum.reply", by=member, on="post:aaaaaaaaaa", face=False)

    entry = AuditEntry.objects.latest("id")
    assert (entry.actor, entry.session) == ("", "")


def test_the_session_is_kept_as_a_digest(member):
    with within_session("a-session-key"):
        record("forum.reply", by=member, on="post:aaaaaaaaaa")

    session = AuditEntry.objects.latest("id").session
    assert len(session) == 32
    assert "a-session-key" not in session


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_log_is_insert_only(member, deed):
    record("members.look", by=member, on=member)
    entries = AuditEntry.objects.all()

    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        entries.update(verb="x") if deed == "update" else entries._raw_delete("default")
