import pytest
from django.db import connection

from core import lanes
from core.database import gather_statistics
from core.things import visible_keys
from forum.models import Post
from tests.factories.forum import make_board, make_topic

MANY = 60  # refs, beyond which SQLite took the way through all topics of an audience


def way_to_posts(person, refs):
    """What SQLite reads first to find which of these posts somebody may see."""
    query = Post.objects.visible_to(person).filter(ref__in=refs).values_list("ref")
    sql, values = query.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return cursor.fetchall()[0][3].split()[1]


@pytest.fixture
def many_topics(db, other):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL gathers its statistics by itself.")
    board = make_board()
    for number in range(3 * MANY):  # whoever asks for nearly all of them does well to read them all
        make_topic(board, other, title=f"Topic {number}", body="Words.")


def test_with_statistics_what_is_asked_for_by_name_is_read_by_name(many_topics, member):
    refs = list(Post.objects.values_list("ref", flat=True)[:MANY])
    before = way_to_posts(member, refs)

    gather_statistics()

    assert (before, way_to_posts(member, refs)) == ("forum_topic", "forum_post")
    assert visible_keys([f"post:{ref}" for ref in refs], member) == {f"post:{ref}" for ref in refs}


def test_the_first_turn_of_upkeep_gathers_statistics(many_topics, member, monkeypatch):
    monkeypatch.setattr(lanes, "_minutes", iter([0, 1]))

    lanes.keep_up()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'forum_post'")
        assert cursor.fetchone()[0] > 0
        cursor.execute("DELETE FROM sqlite_stat1")
        lanes.keep_up()
        cursor.execute("SELECT count(*) FROM sqlite_stat1")
        assert cursor.fetchone()[0] == 0
