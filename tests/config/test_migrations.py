"""Every later step of the schema is taken with data in the tables, on whichever database the tests run on."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.config import planted
from tests.config import planted_forum as forum
from tests.config import planted_people as people
from tests.config import planted_safety as safety
from tests.config import planted_talks as talks
from tests.config.migrating import assert_kept, go_all, taken_on

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# {way: {step: (where it starts, what is planted there, what is true at the end)}}. A way begins with the states that a
# release has left, and is gone in one go, those first that begin latest; a step has more than one of them where what is
# planted excludes each other.
WAYS = {
    "from the fifth issue": {
        "files: labels": (("files", "0003_files_by_state"), safety.plant_found, safety.claim_found),
        "files: queue": (("files", "0004_labels_and_origins"), safety.plant_sent, safety.claim_sent),
        "forum: in full": (("forum", "0003_unsent_typed"), forum.plant_posts, forum.claim_posts),
        "forum: what was hidden": (("forum", "0003_unsent_typed"), forum.plant_hidden, forum.claim_hidden),
        "forum: old markup": (("forum", "0003_unsent_typed"), forum.plant_old_markup, forum.claim_old_markup),
        "forum: beside the letters": (
            ("forum", "0004_forum_in_full"), talks.plant_conversation, talks.claim_conversation,
        ),
        "members: letters": (("members", "0014_recovery_confirmed"), talks.plant_letters, talks.claim_letters),
        "members: charters": (("members", "0014_recovery_confirmed"), safety.plant_charter, safety.claim_charter),
        "members: conduct": (("members", "0014_recovery_confirmed"), safety.plant_conduct, safety.claim_conduct),
        "members: sanctions": (("members", "0015_conduct"), safety.plant_sanctions, safety.claim_sanctions),
        "moderation: labels and queue": (
            ("moderation", "0001_initial"), safety.plant_reported, safety.claim_reported,
        ),
        "moderation: what is reported": (
            ("moderation", "0002_labels_and_queue"), safety.plant_queue, safety.claim_queue,
        ),
        "notifications: following": (("notifications", "0002_mail"), talks.plant_told, talks.claim_told),
        # (Of SQLite's rows, which came over with their numbers and without a counter.)
        "search: query log": (("search", "0001_initial"), planted.plant_counted, planted.claim_counted),
        "search: brought over": (
            ("search", "0002_query_log"), planted.plant_brought_over, planted.claim_brought_over,
        ),
    },
    "from the fourth issue": {
        "core: seals": (("core", "0002_sign"), planted.plant_recorded, planted.claim_recorded),
        "members: invitations": (("members", "0004_sort_by_code_points"), people.plant_spaces, people.claim_spaces),
        "members: roles": (
            ("members", "0004_sort_by_code_points"), people.plant_administrators, people.claim_administrators,
        ),
        "moderation: labels and queue": (("moderation", "0001_initial"), safety.plant_reported, safety.claim_reported),
        "notifications: mail": (("notifications", "0001_initial"), planted.plant_noticed, planted.claim_noticed),
    },
    "from the third issue": {
        "core: signs": (("core", "0001_initial"), planted.plant_signs, planted.claim_signs),
        "core: seals": (("core", "0002_sign"), planted.plant_recorded, planted.claim_recorded),
        "files: documents": (("files", "0001_initial"), planted.plant_files, planted.claim_files),
        "files: by state": (("files", "0002_document_pages"), planted.plant_more_files, planted.claim_all_files),
        "forum: concepts": (("forum", "0001_initial"), planted.plant_unsent, planted.claim_concepts),
        "forum: what waits": (("forum", "0002_topic_concepts"), planted.plant_later_unsent, planted.claim_unsent),
        "library: workflow": (("library", "0001_lessons"), planted.plant_dated, planted.claim_dated),
        "members: sort names": (("members", "0002_people_and_spaces"), people.plant_names, people.claim_names),
        "members: by code points": (("members", "0003_sort_names"), people.plant_keys, people.claim_keys),
        "members: invitations": (("members", "0004_sort_by_code_points"), people.plant_spaces, people.claim_spaces),
        "members: signing in": (("members", "0005_invitations"), people.plant_asked, people.claim_asked),
        "members: coming in": (("members", "0006_signing_in"), people.plant_recovering, people.claim_recovering),
        "members: spaces": (("members", "0007_coming_in"), people.plant_chartered, people.claim_chartered),
        "members: profiles": (("members", "0008_spaces"), people.plant_described, people.claim_described),
        "members: roles": (("members", "0009_profiles"), people.plant_administrators, people.claim_administrators),
        "members: what is told": (("members", "0009_profiles"), people.plant_told, people.claim_told),
        "members: terms at the door": (("members", "0010_roles"), people.plant_waiting, people.claim_waiting),
        "members: stamps": (("members", "0011_join_terms"), people.plant_listed, people.claim_listed),
        "members: kept and told": (("members", "0012_stamps"), people.plant_unkept, people.claim_unkept),
        "members: way back confirmed": (
            ("members", "0013_kept_and_told"), people.plant_ways_back, people.claim_ways_back,
        ),
        "moderation: labels and queue": (("moderation", "0001_initial"), safety.plant_reported, safety.claim_reported),
        "notifications: mail": (("notifications", "0001_initial"), planted.plant_noticed, planted.claim_noticed),
        "search: sequence": (("search", "0002_query_log"), planted.plant_counted, planted.claim_counted),
    },
}  # fmt: skip


def of_every_way(name, found):
    """Parametrised by (way, what is found in its steps)."""
    rows = [(way, one) for way, steps in WAYS.items() for one in found(steps)]
    ids = [f"{way}, {one if isinstance(one, str) else '.'.join(one)}" for way, one in rows]
    return pytest.mark.parametrize(("way", name), rows, ids=ids)


@pytest.fixture(scope="module")
def gone(django_db_setup, django_db_blocker):
    """{way: Way} of all ways, which are gone once for all tests."""
    with django_db_blocker.unblock():
        return go_all(WAYS)


@of_every_way("migration", taken_on)
def test_a_step_forward_keeps_every_row(gone, way, migration):
    assert_kept(migration, *gone[way].step(migration))


@of_every_way("step", list)
def test_what_was_there_before_a_step_is_what_it_should_be_after_the_last(gone, way, step):
    gone[way].claim(step)


def test_every_later_step_of_a_room_is_among_them():
    left = {state for steps in WAYS.values() for state, _plant, _claim in steps.values()}
    ours = {label for label, _ in left} | {"cms", "moderation", "thesaurus"}

    earlier = {
        parent
        for key, node in MigrationLoader(connection).disk_migrations.items()
        if key[0] in ours
        for parent in node.dependencies
        if parent[0] == key[0]
    }

    assert earlier - {("members", "0001_user")} == left  # before it had people, Fora had no data


def test_models_and_steps_agree(capsys):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"
