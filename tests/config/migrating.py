"""Ways through the schema: back to a state that was, and from there to the latest in one go, as an upgrade is, with
data in the tables all along.

What is planted for one step travels through all later ones too. A way is gone once, and what it met is kept for the
tests: going back and forth for each step would take as long as a quarter of all tests. No step is gone back twice: a
way goes on back from where the one before it began.
"""

from collections import Counter
from pathlib import Path

from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from core.existence import migrations_are_behind
from core.kept import Kept
from core.triggers import drop_triggers
from members.actions import add_to_space, admit, appoint, create_space
from members.models import Membership, Space
from search.live import refresh
from tests.config.planted_people import EVERYBODY, WITHOUT_RIGHTS
from tests.config.snapshots import bring_back, put_aside, throw_away
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_lesson

# What each step is there to change.
CHANGED = {
    ("members", "0003_sort_names"): {("members_user", "sort_name")},
    ("members", "0010_roles"): {("members_user", "is_superuser"), ("members_appointment", "role")},
    ("forum", "0005_messages_of_the_contact_form"): {
        ("notifications_notice", "kind"),
        ("notifications_preference", "kind"),
    },
}
# The tables in which steps put something beside what is there.
ADDED = {
    ("files", "0005_queue"): {"moderation_reviewitem", "moderation_reviewevent"},
    ("forum", "0005_messages_of_the_contact_form"): {"forum_conversation", "forum_participant", "forum_message"},
    ("moderation", "0003_what_is_reported"): {"moderation_reviewitem", "moderation_reviewevent"},
}
NOBODYS = {"django_migrations", "sqlite_stat1", "sqlite_stat4"}


class Way:
    """steps: {name: (state, plant, claim)}, each state a (room, name) of a migration. The way begins where the earliest
    of each room have left the schema; a step is planted as soon as its state is reached, and claimed at the end.

    taken: {(room, name): (tables before, tables after)} of the migrations on the way. claimed: {name: what is wrong}.
    failure: what ended the way too early. world: a person who was there from the start.
    """

    def __init__(self, steps, world):
        self.steps, self.world = steps, world
        self.taken, self.claimed, self.failure = {}, {}, None
        self.loader = MigrationLoader(connection)

    def go(self):
        """Keep what goes wrong, so that the tests tell of which step it was."""
        try:
            self._go_on()
            self._claim()
        except Exception as failure:  # noqa: BLE001  (each test that it concerns raises it)
            self.failure = failure
        return self

    def step(self, migration):
        """The tables before and after a migration; raises what kept the way from coming through it."""
        if migration not in self.taken:
            raise self.failure or LookupError(migration)
        return self.taken[migration]

    def claim(self, step):
        """Raises what is wrong with what was there before a step, or what kept the way from coming to its end."""
        if step not in self.claimed:
            raise self.failure or LookupError(step)
        if wrong := self.claimed[step]:
            raise wrong

    def _go_on(self):
        for state in start_of(self.steps).items():
            self._plant(state)
        executor = MigrationExecutor(connection, progress_callback=self._on_the_way)
        executor.migrate(self.loader.graph.leaf_nodes())

    def _on_the_way(self, event, migration=None, fake=False):
        if event == "apply_start":
            self.before = tables()
        elif event == "apply_success":
            state = migration.app_label, migration.name
            self.taken[state] = self.before, tables()
            self._plant(state)

    def _claim(self):
        models = self._models_at(self.loader.graph.leaf_nodes())
        for step, (_state, _plant, claim) in self.steps.items():
            forget()
            try:
                with transaction.atomic():
                    claim(models, self.world)
                    transaction.set_rollback(True)  # claims do things, too: no other one is about those
            except Exception as wrong:  # noqa: BLE001  (the test of this step raises it)
                self.claimed[step] = wrong
            else:
                self.claimed[step] = None

    def _plant(self, reached):
        if planted := [plant for state, plant, _claim in self.steps.values() if state == reached]:
            models = self._models_at([reached])
            for plant in planted:
                plant(models, self.world)

    def _models_at(self, states):
        return self.loader.project_state(states).apps


def go_all(ways):
    """{name: Way} of {name: steps}, those first that begin latest. The database is left as it was."""
    world, gone, begun = settle(), {}, []
    try:
        for name, steps in ways.items():
            if begun:
                bring_back(begun[-1])
            go_back(start_of(steps))
            begun.append(put_aside(f"way{len(begun)}"))
            gone[name] = Way(steps, world).go()
    finally:
        for aside in begun:
            throw_away(aside)
        leave_no_trace()
    return gone


def go_back(start):
    """Back to these states, {room: name}: one room after the other, those first that nobody leans on. Where several go
    back at once, Django makes the models of all rooms anew for each step of any, which takes three times as long."""
    graph = MigrationLoader(connection).graph
    for target in sorted(start.items(), key=lambda state: _count_leaning(graph, state)):
        MigrationExecutor(connection).migrate([target])


def _count_leaning(graph, state):
    """How many migrations of other rooms go back with those after a state."""
    room, _name = state
    later = [child.key for child in graph.node_map[state].children if child.key[0] == room]
    gone = {key for each in later for key in graph.backwards_plan(each)}
    return sum(key[0] != room for key in gone)


def start_of(steps):
    """{room: name} of the earliest migration of each room at which something is planted."""
    return dict(sorted((state for state, _plant, _claim in steps.values()), reverse=True))


def taken_on(steps):
    """[(room, name)] of the migrations that a way with these steps takes, by their files: there is no database yet."""
    return [
        (room, file.stem)
        for room, name in sorted(start_of(steps).items())
        for file in sorted(Path(apps.get_app_config(room).path, "migrations").glob("0*.py"))
        if file.stem > name
    ]


def settle():
    """Something in the tables of every room; gives one of its people."""
    forget()
    author, keeper, editor = [
        admit(email=f"{name.split()[1].lower()}@test.example", name=name, by=None, password="three quiet herons")
        for name in ("Amara Author", "Karla Keeper", "Edda Editor")
    ]
    appoint(editor, "editor", by=None)
    space = create_space(name="A space", kind=Space.INVITE, by=keeper)
    add_to_space(author, space, by=keeper, role=Membership.MEMBER)
    topic = make_topic(make_board(space.audience), author)
    refresh(make_reply(topic, author))
    make_lesson(editor, title="Agree the exit before the entry", summary="Two States agreed half of it.")
    return author


def forget():
    """As before each test: nothing that was kept in passing."""
    for name in ("default", "pages"):
        caches[name].clear()
    Kept.clear_all()


def leave_no_trace():
    """The latest schema, and nothing in it but what must exist, as after each test that commits."""
    if migrations_are_behind():
        executor = MigrationExecutor(connection)
        _empty_as_it_is(executor.loader)  # what kept the way from its end would do so again
        executor.migrate(executor.loader.graph.leaf_nodes())
    drop_triggers()
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


def _empty_as_it_is(loader):
    """All tables of the schema as far as it has come, of models that there are no more, too."""
    there = loader.project_state(list(loader.applied_migrations)).apps.get_models(include_auto_created=True)
    names = {model._meta.db_table for model in there} & set(connection.introspection.table_names())
    drop_triggers()
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), sorted(names)))


def tables():
    """{table: [{column: value}]} of the whole database, without the list of steps and the planner's own statistics."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - NOBODYS
        return {name: _rows(cursor, name) for name in names}


def _rows(cursor, table):
    cursor.execute(f'SELECT * FROM "{table}"')
    columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def only(rows, columns):
    return Counter(repr([row[column] for column in sorted(columns)]) for row in rows)


def assert_kept(migration, before, after):
    """Every row is there as it was before the step, in the columns that there are both before and after."""
    before = TAKEN_AWAY.get(migration, dict)(before)
    for table in before.keys() & after.keys():
        if table not in ADDED.get(migration, ()):
            assert len(after[table]) == len(before[table]), table
        if before[table]:
            both = before[table][0].keys() & after[table][0]
            both = {name for name in both if (table, name) not in CHANGED.get(migration, ())}
            assert not only(before[table], both) - only(after[table], both), table


def _without_groups(before):
    """Without the groups that had no rights."""
    gone = {group["id"] for group in before["auth_group"] if group["name"] in WITHOUT_RIGHTS}
    columns = {"auth_group": "id", "members_user_groups": "group_id"}
    left = {table: [row for row in before[table] if row[column] not in gone] for table, column in columns.items()}
    return {**before, **left}


def _without_everybody(before):
    """Without the value that each entry had."""
    facets = [row for row in before["members_entryfacet"] if row["kind"] != EVERYBODY]
    return {**before, "members_entryfacet": facets}


TAKEN_AWAY = {("members", "0010_roles"): _without_groups, ("members", "0012_stamps"): _without_everybody}
