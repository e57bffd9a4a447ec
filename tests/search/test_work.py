"""From the outbox into the index: nothing lost, nothing twice, nothing where it does not belong."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.things import key_of
from forum import actions
from forum.models import Topic
from search import indexing, work
from search.document import COMMONS, sealed_index
from search.engine import engine
from search.live import last_seq, refresh
from search.models import Indexed, Pending
from search.rebuild import AT_ONCE, _queue, rebuild, reconcile


def held():
    """{index: {keys}} of what really stands in the indexes."""
    return {index: set(engine().versions(index)) for index in engine().indexes()}


def recorded():
    found = {}
    for key, index in Indexed.objects.values_list("key", "index"):
        found.setdefault(index, set()).add(key)
    return found


def test_what_waits_is_written_ticked_off_and_remembered(index, board, say):
    topic = say(board, "Relocation")
    seq = Pending.objects.get(key=key_of(topic)).seq

    index()

    assert Pending.objects.count() == 0
    assert engine().versions(COMMONS)[key_of(topic)] == seq
    assert Indexed.objects.filter(key=key_of(topic)).values_list("seq", "index").get() == (seq, COMMONS)


def test_what_is_rolled_back_is_never_indexed(index, board, say):
    index()
    before = held()

    with transaction.atomic():
        say(board, "Relocation")
        transaction.set_rollback(True)
    index()

    assert held() == before


def test_queuing_again_raises_seq_and_keeps_what_was_asked(index, board, say):
    topic = say(board, "Relocation")
    index()

    refresh(topic, narrows=True)
    first = Pending.objects.get()
    refresh(topic, whole_tree=True)

    again = Pending.objects.get()
    assert again.seq > first.seq > Indexed.objects.get(key=key_of(topic)).seq
    assert (again.narrows, again.whole_tree) == (True, True)


def test_seq_never_starts_again(index, board, say):
    topic = say(board, "Relocation")
    index()
    before = Indexed.objects.get(key=key_of(topic)).seq

    refresh(topic)

    assert Pending.objects.get().seq > before


def test_a_row_queued_again_while_it_is_worked_on_stays(index, board, say):
    topic = say(board, "Relocation")
    index()
    refresh(topic)
    claimed = work.claim(Pending.objects.all(), 10)
    refresh(topic)

    work.work_off(claimed)

    left = Pending.objects.get()
    assert (left.key, left.claimed_until, left.seq > claimed[0].seq) == (key_of(topic), None, True)


def test_what_is_hidden_leaves_the_index_with_all_under_it(index, board, say, moderator):
    topic = say(board, "Relocation")
    reply = say(topic, body="An answer.")
    index()

    actions.hide_topic(topic, by=moderator)
    index()

    assert {key_of(topic), key_of(reply)} & held()[COMMONS] == set()
    actions.restore_topic(topic, by=moderator)
    index()
    assert {key_of(topic), key_of(reply)} <= held()[COMMONS]


def test_what_stands_in_a_sealed_space_lives_in_an_index_of_its_own(index, secret_board, say):
    topic = say(secret_board, "Canary")
    index()

    sealed = sealed_index(secret_board.audience.space.ref)
    assert (key_of(topic) in held()[sealed], key_of(topic) in held()[COMMONS]) == (True, False)
    assert secret_board.audience.space.ref not in sealed


def test_what_changes_its_index_is_deleted_from_the_old_one(index, board, secret_board, say):
    topic = say(board, "Canary")
    reply = say(topic, body="An answer.")
    index()

    Topic.objects.filter(pk=topic.pk).update(board=secret_board, audience=secret_board.audience)
    refresh(topic, whole_tree=True, narrows=True)
    index()

    sealed = sealed_index(secret_board.audience.space.ref)
    assert {key_of(topic), key_of(reply)} & held()[COMMONS] == set()
    assert {key_of(topic), key_of(reply)} <= held()[sealed]
    assert recorded() == {name: keys for name, keys in held().items() if keys}


def test_a_kill_between_writing_and_ticking_off_leaves_nothing_in_a_wrong_index(
    index, board, secret_board, say, monkeypatch
):
    topic = say(board, "Canary")
    index()
    Topic.objects.filter(pk=topic.pk).update(board=secret_board, audience=secret_board.audience)
    refresh(topic)
    with monkeypatch.context() as killed:
        killed.setattr(work, "_tick_off", lambda *args: 1 / 0)  # as if the process ended here
        with pytest.raises(ZeroDivisionError):
            index()
    Topic.objects.filter(pk=topic.pk).update(board=board, audience=board.audience)
    refresh(topic)
    Pending.objects.update(claimed_until=None)

    index()

    assert [name for name, keys in held().items() if key_of(topic) in keys] == [COMMONS]


def test_a_row_that_no_document_can_be_made_of_harms_no_other(index, board, say, monkeypatch, caplog):
    bad, good = say(board, "Bad"), say(board, "Good")
    source = indexing.sources()["topic"]

    def document(topic):
        if topic.pk == bad.pk:
            raise ValueError("this one always fails")
        return source.document(topic)

    monkeypatch.setitem(
        indexing._sources, "topic", indexing.Source("topic", rows=source.rows, document=document, below=source.below)
    )

    index()

    assert key_of(good) in held()[COMMONS]
    assert Pending.objects.values_list("key", "attempts").get() == (key_of(bad), 1)
    assert f"No document could be made of {key_of(bad)}" in caplog.text


def test_a_key_without_a_row_is_deleted_from_where_it_was(index):
    from datetime import UTC, datetime

    from search.document import Document

    ghost = "topic:aaaaaaaaaa"
    engine().write(COMMONS, [Document(ghost, "members", "Ghost", "", datetime(2026, 1, 1, tzinfo=UTC), version=1)])
    Indexed.objects.create(key=ghost, seq=1, index=COMMONS)

    refresh(ghost)
    index()

    assert ghost not in held()[COMMONS]
    assert not Indexed.objects.filter(key=ghost).exists()


def test_a_deleted_index_is_built_again_by_the_next_turn(index, board, say):
    topic = say(board, "Relocation")
    index()
    engine().remove()

    index()

    assert key_of(topic) in held()[COMMONS]


@pytest.mark.usefixtures("embedded")
def test_while_the_engine_is_away_rows_wait_and_lose_no_attempt(index, board, say, settings, caplog):
    index()
    topic = say(board, "Relocation")
    (engine().folder() / COMMONS / "meta.json").write_text("rubbish")
    engine().close()
    engine().root.joinpath("turn").unlink()
    engine().root.joinpath("turn").mkdir()  # nobody can take a turn: neither writing nor building works

    assert index() == 0

    waiting = Pending.objects.get(key=key_of(topic))
    assert (waiting.attempts, waiting.claimed_until, waiting.not_before > timezone.now()) == (0, None, True)
    engine().root.joinpath("turn").rmdir()
    Pending.objects.update(not_before=None)
    work._building.due = 0
    index()
    assert key_of(topic) in held()[COMMONS]


def test_a_rebuild_takes_everything_and_what_waited(index, board, secret_board, say):
    topic, canary = say(board, "Relocation"), say(secret_board, "Canary")

    rebuild()

    sealed = sealed_index(secret_board.audience.space.ref)
    assert key_of(topic) in held()[COMMONS]
    assert held()[sealed] == {key_of(canary)}
    assert (Pending.objects.count(), recorded()) == (0, held())


def test_what_waited_before_a_rebuild_and_was_queued_again_meanwhile_still_waits(index, board, say):
    topic = say(board, "Relocation")

    rebuild(progress=lambda done: refresh(topic))

    assert Pending.objects.get().key == key_of(topic)
    index()
    assert engine().versions(COMMONS)[key_of(topic)] == Indexed.objects.get(key=key_of(topic)).seq > 0


def test_reconcile_finds_nothing_where_all_is_well(index, board, secret_board, say):
    say(board, "Relocation")
    say(secret_board, "Canary")
    index()

    assert reconcile() == {"missing": 0, "ghosts": 0, "outdated": 0}
    assert Pending.objects.count() == 0


def test_reconcile_mends_what_was_lost_added_or_misplaced(index, board, secret_board, say, caplog):
    lost, misplaced, old = say(board, "Lost"), say(secret_board, "Misplaced"), say(board, "Old")
    index()
    sealed = sealed_index(secret_board.audience.space.ref)
    documents = {key: made for key, (_, made) in work.documents_of("topic", [misplaced.ref, old.ref]).items()}
    engine().delete(COMMONS, {key_of(lost): Indexed.objects.get(key=key_of(lost)).seq})
    engine().write(COMMONS, [documents[key_of(misplaced)]])
    Indexed.objects.filter(key=key_of(old)).update(seq=1)
    ghost = say(board, "Ghost")
    index()
    Topic.objects.filter(pk=ghost.pk).update(hidden_at=timezone.now())  # behind the actions' backs

    found = reconcile()
    index()

    assert found == {"missing": 1, "ghosts": 1, "outdated": 2}
    assert {key_of(lost), key_of(old)} <= held()[COMMONS]
    assert {key_of(misplaced), key_of(ghost)} & held()[COMMONS] == set()
    assert key_of(misplaced) in held()[sealed]
    assert reconcile() == {"missing": 0, "ghosts": 0, "outdated": 0}
    assert "The index differed from the database" in caplog.text


def test_reconcile_uses_no_number_up(index, board, say):
    say(board, "Relocation")
    index()
    before = last_seq()

    reconcile()

    assert last_seq() == before


def test_an_index_that_is_ahead_of_a_restored_database_is_made_anew(index, board, say, caplog):
    topic, lost = say(board, "Relocation"), say(board, "Deleted by a version to come")
    index()
    [(_, document)] = work.documents_of("topic", [topic.ref]).values()
    engine().write(COMMONS, [replace(document, title="From the future", version=last_seq() + 100)])
    engine().delete(COMMONS, {key_of(lost): last_seq() + 99})

    found = reconcile()

    assert found == {"missing": 1, "ghosts": 0, "outdated": 1}
    assert reconcile() == {"missing": 0, "ghosts": 0, "outdated": 0}
    assert {key_of(topic), key_of(lost)} <= held()[COMMONS]
    refresh(lost)
    index()
    assert engine().versions(COMMONS)[key_of(lost)] == last_seq()
    assert "versions that this database never gave" in caplog.text


def test_reconcile_drops_the_index_of_a_space_without_documents(index, secret_board, say):
    topic = say(secret_board, "Canary")
    index()
    sealed = sealed_index(secret_board.audience.space.ref)
    Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())

    reconcile()

    assert sealed not in engine().indexes()


def test_working_off_costs_no_query_more_for_ten_rows_of_a_kind(index, board, say, django_assert_max_num_queries):
    index()  # the people who write here
    for number in range(10):
        say(board, f"Topic {number}")

    # One for each row, to claim it; the rest is the same for one row and for two hundred.
    with django_assert_max_num_queries(10 + 18):
        work.run_once()


def test_a_killed_workers_rows_come_back_when_their_lease_ends(index, board, say):
    topic = say(board, "Relocation")
    work.claim(Pending.objects.all(), 10)
    assert index() == 0

    Pending.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    index()

    assert key_of(topic) in held()[COMMONS]


def test_a_rebuild_ticks_off_more_rows_than_one_statement_takes(index, transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite counts the values of a statement")
    Pending.objects.bulk_create(Pending(key=f"post:{n:010}", seq=n) for n in range(1, 1101))
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 1000)

    rebuild()
    connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)

    assert Pending.objects.count() == 0


def test_much_is_queued_in_short_transactions(index, transactional_db):
    keys = [f"post:{n:010}" for n in range(AT_ONCE + 50)]
    with CaptureQueriesContext(connection) as captured:
        _queue({"missing": set(keys), "ghosts": set(), "outdated": set()}, {}, {})

    transactions, queued = [0], 'INSERT INTO "search_pending"'
    for query in captured:
        if query["sql"].startswith("BEGIN"):
            transactions.append(0)
        transactions[-1] += queued in query["sql"]
    assert sum(transactions) == len(keys)
    assert max(transactions) <= AT_ONCE


def test_a_rebuild_records_what_stands_in_the_new_copy_and_nothing_else(index, board, say):
    topic = say(board, "Relocation")
    index()
    Indexed.objects.create(key="post:aaaaaaaaaa", seq=3, index=COMMONS)

    rebuild()

    versions = dict(Indexed.objects.values_list("key", "seq"))
    assert set(versions) == held()[COMMONS]
    assert (versions[key_of(topic)], set(versions.values())) == (0, {0})
