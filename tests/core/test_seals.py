"""A change to the log is found, whoever makes it: here the database's owner, who switches the triggers off."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from core import seals
from core.audit import record
from core.models import AuditEntry, AuditSeal
from core.triggers import drop_triggers, make_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(member, monkeypatch):
    """Three seals over seven entries and what setting up has written; the triggers are off."""
    seals.seal_settled()
    for count in (3, 2, 2):
        for _ in range(count):
            record("members.look", by=member, on=member, reason="=1+1")
        seals.seal_settled()
    drop_triggers()
    yield AuditSeal.objects.order_by("first")
    make_triggers()


def whats(seen=()):
    return [(finding.seal, finding.what) for finding in seals.verify(seen).findings]


def test_what_was_sealed_and_not_touched_is_whole(sealed):
    record("members.look", by=None)

    verdict = seals.verify()

    assert (verdict.findings, verdict.seals, verdict.unsealed) == ([], 4, 1)
    assert verdict.digest == sealed.last().digest


def test_ranges_follow_one_another_without_a_gap(sealed):
    ranges = [(seal.first, seal.last) for seal in sealed]

    assert ranges[0][0] == 1
    assert [first for first, _ in ranges[1:]] == [last + 1 for _, last in ranges[:-1]]


@pytest.mark.parametrize("column", ["actor", "verb", "key", "place", "session", "reason", "outcome"])
def test_one_flipped_byte_is_found(sealed, column):
    last = AuditEntry.objects.order_by("-pk").first()
    value = getattr(last, column)

    AuditEntry.objects.filter(pk=last.pk).update(**{column: (value[:-1] + "~") if value else "~"})

    assert whats() == [(4, "changed")]


def test_a_moment_that_was_moved_by_a_microsecond_is_found(sealed):
    from datetime import timedelta

    from django.db.models import F

    AuditEntry.objects.filter(pk=sealed[1].first).update(at=F("at") + timedelta(microseconds=1))

    assert whats() == [(2, "changed")]


def test_a_row_that_was_removed_is_found(sealed):
    AuditEntry.objects.filter(pk=sealed[2].last).delete()

    assert whats() == [(3, "changed")]


def test_a_row_that_was_put_in_later_is_found(sealed):
    middle = AuditEntry.objects.get(pk=sealed[2].first)
    AuditEntry.objects.filter(pk=middle.pk).delete()
    AuditEntry.objects.create(pk=middle.pk, actor=middle.actor, verb=middle.verb, key=middle.key)

    assert whats() == [(3, "changed")]


def test_a_seal_that_was_made_without_the_key_is_found(sealed, settings):
    right = settings.SECRET_KEY
    AuditEntry.objects.filter(pk=sealed[3].last).update(verb="x")
    settings.SECRET_KEY = "a key that its owner guessed"
    last = sealed.last()
    rows = seals._rows(last.first, last.last)
    forged = seals._digest(last.first, last.last, last.previous, rows, seals._keys()[0])
    AuditSeal.objects.filter(pk=last.pk).update(digest=forged)

    settings.SECRET_KEY = right
    assert whats() == [(4, "changed")]


def test_a_seal_that_was_taken_from_the_middle_is_found(sealed):
    AuditSeal.objects.filter(pk=sealed[1].pk).delete()

    assert whats() == [(2, "chain")]


def test_an_end_that_was_cut_off_is_found_by_who_has_noted_its_seal(sealed):
    last = sealed.last()
    AuditEntry.objects.filter(pk__gte=last.first).delete()
    AuditSeal.objects.filter(pk=last.pk).delete()

    assert whats() == []
    assert whats([(4, last.digest)]) == [(4, "end")]
    assert whats([(3, last.digest)]) == [(3, "chain")]


def test_an_older_key_still_opens_what_it_sealed(sealed, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the key of this year"

    assert whats() == []


def test_seals_are_kept_like_entries(member):
    record("members.look", by=member)
    seals.seal_settled()

    for deed in (lambda: AuditSeal.objects.update(digest="x"), lambda: AuditSeal.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
            deed()


def test_nothing_new_makes_no_seal(member):
    seals.seal_settled()

    assert (seals.seal_settled(), AuditSeal.objects.count()) == (0, 1)


def test_a_range_is_never_longer_than_it_may_be(member, monkeypatch):
    monkeypatch.setattr(seals, "MOST", 3)
    for _ in range(8):
        record("members.look", by=member)

    seals.seal_settled()

    assert (
        max(
            AuditEntry.objects.filter(pk__gte=seal.first, pk__lte=seal.last).count() for seal in AuditSeal.objects.all()
        )
        == 3
    )
    assert whats() == []


def test_the_command_says_that_all_is_whole_or_fails(sealed, capsys):
    call_command("audit", "verify", "--seen", f"4:{sealed.last().digest}")
    assert f"the last seal is 4:{sealed.last().digest}" in capsys.readouterr().out

    AuditEntry.objects.filter(pk__range=(sealed[0].first, sealed[0].last)).update(verb="x")
    with pytest.raises(CommandError, match="not what it was"):
        call_command("audit", "verify")
    assert "seal 1 misfits" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["x", "1", "1:abc", ":"])
def test_what_is_no_seal_is_refused(word):
    with pytest.raises(CommandError, match="is no seal"):
        call_command("audit", "verify", "--seen", word)


def test_the_export_holds_every_entry_and_no_formula(sealed, tmp_path):
    call_command("audit", "export", "--format", "csv", "--to", str(tmp_path / "log.csv"))

    lines = (tmp_path / "log.csv").read_text().splitlines()
    assert len(lines) == AuditEntry.objects.count() + 1
    assert lines[-2].split(",")[-2] == "'=1+1"
    with pytest.raises(CommandError, match="already"):
        call_command("audit", "export", "--to", str(tmp_path / "log.csv"))


@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_once_leave_one_whole_chain():
    def write():
        return [record("members.look", by=None).pk for _ in range(15)]

    def seal():
        return [seals.seal_settled() for _ in range(10)] and []

    def alone(work):
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(alone, (write, seal, write, seal, write, seal)))
    seals.seal_settled()

    written, verdict = [pk for some in done for pk in some], seals.verify()
    assert (verdict.findings, verdict.unsealed) == ([], 0)
    assert AuditEntry.objects.filter(pk__in=written).count() == 45


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_who_is_still_writing_is_waited_for(monkeypatch):
    monkeypatch.setattr(seals, "PATIENCE", 0.2)
    begun, end = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            record("members.look", by=None)
            begun.set()
            end.wait(10)
        connections.close_all()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    begun.wait(10)
    record("members.look", by=None)
    assert seals.seal_settled() == 0

    end.set()
    writer.join()
    assert seals.seal_settled() >= 2
    assert seals.verify().findings == []
