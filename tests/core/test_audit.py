import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from core.audit import record, within_session
from core.models import AuditEntry
from core.triggers import drop_triggers

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


def test_the_triggers_are_there_again_after_each_migrate(member):
    drop_triggers()

    call_command("migrate", verbosity=0)

    record("members.look", by=member, on=member)
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")


def test_one_sessions_deeds_are_told_together_and_others_apart(member):
    for session in ("one", "one", "two", ""):
        with within_session(session):
            record("members.look", by=member, on=member)
    record("members.look", by=member, on=member)

    first, again, second, nobody, outside = list(AuditEntry.objects.order_by("-id")[:5])[::-1]
    assert first.session == again.session != second.session
    assert (nobody.session, outside.session) == ("", "")


def test_an_entry_of_the_system_says_so_and_a_long_reason_is_cut():
    record("members.look", by=None, on="topic:aaaaaaaaaa", reason="x" * 400, outcome="refused")

    entry = AuditEntry.objects.latest("id")
    assert (entry.actor, entry.key, len(entry.reason), entry.outcome) == ("system", "topic:aaaaaaaaaa", 300, "refused")


def test_an_entry_goes_with_the_transaction_that_wrote_it(member):
    def fail():
        record("members.look", by=member, on=member)
        raise RuntimeError

    before = AuditEntry.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        fail()

    assert AuditEntry.objects.count() == before


def test_signing_in_and_out_is_recorded_in_one_session_and_the_next_is_another(anonymous, member):
    for _ in range(2):
        anonymous.post("/accounts/login/", {"login": member.email, "password": "three quiet herons at the weir"})
        anonymous.post("/accounts/logout/")

    entries = AuditEntry.objects.filter(verb__startswith="members.sign_").order_by("id")
    assert [entry.verb for entry in entries] == ["members.sign_in", "members.sign_out"] * 2
    sessions = [entry.session for entry in entries]
    assert sessions[0] == sessions[1] != sessions[2] == sessions[3]
    assert "" not in sessions
