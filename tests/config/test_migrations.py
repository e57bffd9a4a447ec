"""Every later step of the schema is taken with data in the tables, on whichever database the tests run on."""

import datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.collation import sort_key
from core.existence import migrations_are_behind
from search.live import next_seq, refresh
from search.models import Counter
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_lesson

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SEQ = 7_000
# What a step is there to change.
CHANGED = {("members_user", "sort_name")}


@pytest.fixture
def world(make_member, make_space, editor):
    """Something in the tables of every room."""
    author = make_member("Amara Author")
    topic = make_topic(make_board(make_space(people=[author]).audience), author)
    refresh(make_reply(topic, author))
    make_lesson(editor, title="Agree the exit before the entry", summary="Two States agreed half of it.")
    return author


@pytest.fixture
def travel():
    """travel((room, name), …) -> the models as they were at these steps, or are; the latest are back after the test."""

    def to(*targets):
        executor = MigrationExecutor(connection)
        targets = list(targets) or executor.loader.graph.leaf_nodes()
        executor.migrate(targets)
        return executor.loader.project_state(targets).apps

    yield to
    if migrations_are_behind():
        to()


def tables():
    """{table: [{column: value}]} of the whole database, without the list of steps itself."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
        return {name: _rows(cursor, name) for name in names}


def _rows(cursor, table):
    cursor.execute(f'SELECT * FROM "{table}"')
    columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def only(rows, columns):
    return sorted(repr([row[column] for column in sorted(columns)]) for row in rows)


def assert_kept(before, after):
    """Every row is there as it was, in the columns that there are both before and after."""
    for table in before.keys() & after.keys():
        assert len(after[table]) == len(before[table]), table
        if before[table]:
            both = {name for name in before[table][0].keys() & after[table][0] if (table, name) not in CHANGED}
            assert only(after[table], both) == only(before[table], both), table


# For each step: what is in the tables before it, and what must be true after it.


def stored(apps, name, type_name, **state):
    row = apps.get_model("files", "StoredFile")(
        ref=f"ref{name}", name=name, type=type_name, size=1, sha256="0" * 64, sha256_sent="0" * 64, path=name, **state
    )
    row.save()


def plant_files(apps, world):
    stored(apps, "report", "pdf")
    stored(apps, "letter", "docx")
    stored(apps, "gate", "png")
    stored(apps, "refused", "pdf", state="refused")
    stored(apps, "erased", "pdf", erased_at=timezone.now())


def claim_files(apps, world):
    rows = apps.get_model("files", "StoredFile").objects
    assert set(rows.exclude(queued_at=None).values_list("name", flat=True)) == {"report", "letter"}
    assert set(rows.values_list("attempts", "page_count", "read_at", "reading", "finding")) == {(0, None, None, "", "")}
    assert apps.get_model("files", "DocumentPage").objects.count() == 0


def claim_all_files(apps, world):
    names = apps.get_model("files", "StoredFile").objects.values_list("name", flat=True)
    assert set(names) == {"report", "letter", "gate", "refused", "erased"}


def plant_names(apps, world):
    users = apps.get_model("members", "User").objects
    for number, (name, sorted_by) in enumerate([("Ñuño", "nuno"), ("Єва", "єва"), ("Zoë", "zoe"), ("Ñora", "mine")]):
        users.create(email=f"name{number}@test.example", name=name, sort_name=sorted_by, ref=f"name{number}")


def claim_names(apps, world):
    users = apps.get_model("members", "User").objects.filter(ref__startswith="name")
    names = dict(users.values_list("name", "sort_name"))
    assert names["Ñuño"] == "n~un~o"
    assert sort_key("Евген") < names["Єва"] < sort_key("Жанна")
    assert (names["Zoë"], names["Ñora"]) == ("zoe", "mine")


def plant_keys(apps, world):
    users = apps.get_model("members", "User").objects
    for number, name in enumerate(["Яна", "Юрій", "ñu", "nuzco"]):
        users.create(email=f"key{number}@test.example", name=name, sort_name=sort_key(name), ref=f"key{number}")


def claim_keys(apps, world):
    users = apps.get_model("members", "User").objects.filter(ref__startswith="key").order_by("sort_name")
    assert list(users.values_list("name", flat=True)) == ["nuzco", "ñu", "Юрій", "Яна"]


def plant_counted(apps, world):
    apps.get_model("search", "Counter").objects.update(last=SEQ)
    apps.get_model("search", "Pending").objects.create(key="post:waits", seq=SEQ - 1)
    apps.get_model("search", "Indexed").objects.create(key="post:stands", seq=SEQ, index="one")


def claim_counted(apps, world):
    given = [next_seq() for _ in range(3)]
    assert given[0] > SEQ
    assert given == sorted(set(given))


def plant_brought_over(apps, world):
    """Rows that came from SQLite, without their counter."""
    plant_counted(apps, world)
    if connection.vendor == "postgresql":
        apps.get_model("search", "Counter").objects.update(last=0)


def claim_brought_over(apps, world):
    claim_counted(apps, world)
    if connection.vendor == "postgresql":
        Counter.objects.update(last=SEQ)


def plant_signs(apps, world):
    pass


def claim_signs(apps, world):
    signs = apps.get_model("core", "Sign").objects
    assert signs.count() == 0
    signs.create(lane="index", worker="one", at=timezone.now())


def plant_unsent(apps, world):
    apps.get_model("forum", "Unsent").objects.create(
        digest="d" * 64, user_id=world.pk, address="/forum/", title="Half", body="A half-written post."
    )


def claim_unsent(apps, world):
    """What waits is gone within a day: nothing is carried over."""
    assert list(apps.get_model("forum", "Unsent").objects.values_list("address", "typed")) == [("/forum/", {})]


def claim_concepts(apps, world):
    assert apps.get_model("forum", "Topic").objects.get().concepts.count() == 0


def plant_dated(apps, world):
    apps.get_model("library", "LessonPage").objects.update(event_date=datetime.date(2024, 2, 29))


def claim_dated(apps, world):
    lessons = apps.get_model("library", "LessonPage").objects
    assert list(lessons.values_list("event_date", flat=True)) == [datetime.date(2024, 2, 29)]
    assert apps.get_model("library", "LessonFile").objects.count() == 0


def plant_issue_3(apps, world):
    for plant in (plant_files, plant_names, plant_counted):
        plant(apps, world)


def claim_issue_3(apps, world):
    for claim in (claim_signs, claim_files, claim_names, claim_counted):
        claim(apps, world)


STEPS = {
    "core: signs": ([("core", "0001_initial")], plant_signs, claim_signs),
    "files: documents": ([("files", "0001_initial")], plant_files, claim_files),
    "files: by state": ([("files", "0002_document_pages")], plant_files, claim_all_files),
    "forum: concepts": ([("forum", "0001_initial")], plant_unsent, claim_concepts),
    "forum: what waits": ([("forum", "0002_topic_concepts")], plant_unsent, claim_unsent),
    "library: workflow": ([("library", "0001_lessons")], plant_dated, claim_dated),
    "members: sort names": ([("members", "0002_people_and_spaces")], plant_names, claim_names),
    "members: by code points": ([("members", "0003_sort_names")], plant_keys, claim_keys),
    "search: query log": ([("search", "0001_initial")], plant_counted, claim_counted),
    "search: sequence": ([("search", "0002_query_log")], plant_counted, claim_counted),
    "search: brought over": ([("search", "0002_query_log")], plant_brought_over, claim_brought_over),
    "all that came after the third issue": (
        [
            ("core", "0001_initial"),
            ("files", "0001_initial"),
            ("members", "0002_people_and_spaces"),
            ("search", "0002_query_log"),
        ],
        plant_issue_3,
        claim_issue_3,
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_forward_keeps_every_row(world, travel, step):
    targets, plant, claim = STEPS[step]
    plant(travel(*targets), world)
    before = tables()

    apps = travel()

    assert_kept(before, tables())
    claim(apps, world)


def test_every_later_step_of_a_room_is_among_them():
    loader = MigrationExecutor(connection).loader
    left = {room_and_name for targets, *_ in STEPS.values() for room_and_name in targets}
    ours = {label for label, _ in left} | {"cms", "moderation", "notifications", "thesaurus"}

    earlier = {
        parent
        for key, node in loader.disk_migrations.items()
        if key[0] in ours
        for parent in node.dependencies
        if parent[0] == key[0]
    }

    assert earlier - {("members", "0001_user")} == left  # before it had people, Fora had no data


def test_models_and_steps_agree(capsys):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"
