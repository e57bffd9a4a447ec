import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from core.models import AuditEntry
from thesaurus import actions
from thesaurus.models import Concept, Edition, Label

pytestmark = pytest.mark.django_db

BEFORE = {
    "crimes": ("", "", "", "settled"),
    "piracy": ("crimes", "crimes", "ships", "usual"),
    "ships": ("crimes", "crimes", "piracy", "usual"),
}
LABELS = [("piracy", "en", "sea robbery", "alt"), ("piracy", "en", "piraccy", "hidden")]


def state():
    return {
        concept.slug: (
            concept.ref,
            concept.broader and concept.broader.slug,
            sorted(other.slug for other in concept.related.all()),
            sorted((label.language, label.text, label.kind) for label in concept.labels.exclude(kind="pref")),
        )
        for concept in Concept.objects.current()
    }


def test_loading_the_real_files_gives_what_they_hold():
    loaded = actions.load()

    assert (loaded.concepts, loaded.labels, loaded.unchanged) == (448, 8381, False)
    assert (Concept.objects.count(), Concept.objects.tops().count(), Label.objects.count()) == (448, 15, 8381)
    assert Concept.related.through.objects.count() == 360


def test_loading_again_changes_nothing_and_keeps_refs(make_sheets):
    folder = make_sheets(BEFORE, LABELS)
    actions.load(folder)
    before = state()

    loaded = actions.load(folder, again=True)

    assert state() == before
    assert (loaded.concepts_added, loaded.concepts_changed, loaded.labels_added, loaded.labels_removed) == (0, 0, 0, 0)


def test_loading_unchanged_files_writes_and_audits_nothing(make_sheets, django_assert_num_queries):
    folder = make_sheets(BEFORE, LABELS)
    actions.load(folder)

    with django_assert_num_queries(3):
        loaded = actions.load(folder)

    assert (loaded.unchanged, loaded.concepts, loaded.labels) == (True, 3, 17)
    assert AuditEntry.objects.filter(verb="thesaurus.load").count() == 1


def test_a_load_is_audited(make_sheets, steward):
    actions.load(make_sheets(BEFORE, LABELS), by=steward)

    entry = AuditEntry.objects.get(verb="thesaurus.load")
    assert (entry.actor, entry.reason) == (f"person:{steward.ref}", "3 concepts; labels: 17 new, 0 gone")


def test_changed_files_change_concepts_labels_and_pairs(make_sheets):
    actions.load(make_sheets(BEFORE, LABELS))
    refs = {slug: row[0] for slug, row in state().items()}
    after = {
        "crimes": ("", "", "", "settled"),
        "ships": ("crimes", "crimes", "", "usual"),
        "piracy": ("crimes", "ships", "", "usual"),
    }

    loaded = actions.load(make_sheets(after, [("piracy", "en", "high-seas robbery", "alt")]))

    assert state() == {
        "crimes": (refs["crimes"], None, [], []),
        "ships": (refs["ships"], "crimes", [], []),
        "piracy": (refs["piracy"], "ships", [], [("en", "high-seas robbery", "alt")]),
    }
    assert (loaded.concepts_changed, loaded.labels_added, loaded.labels_removed) == (2, 1, 2)


def test_a_preferred_label_and_an_alternative_change_places(make_sheets):
    actions.load(make_sheets(BEFORE, LABELS))

    actions.load(make_sheets(BEFORE, [("piracy", "en", "sea robbery", "pref"), ("piracy", "en", "piracy", "alt")]))

    labels = Label.objects.filter(concept__slug="piracy", language="en").values_list("kind", "text")
    assert sorted(labels) == [("alt", "piracy"), ("pref", "sea robbery")]


def test_a_concept_that_left_the_files_is_retired_and_comes_back_as_itself(make_sheets):
    actions.load(make_sheets(BEFORE, LABELS))
    ref = Concept.objects.get(slug="piracy").ref
    without = {slug: (top, broader, "", sure) for slug, (top, broader, _, sure) in BEFORE.items() if slug != "piracy"}

    loaded = actions.load(make_sheets(without))
    gone = Concept.objects.get(slug="piracy")
    actions.load(make_sheets(BEFORE, LABELS))
    back = Concept.objects.get(slug="piracy")

    assert (loaded.concepts, loaded.concepts_retired) == (2, 1)
    assert (gone.ref, gone.retired_at is None, gone.name) == (ref, False, "piracy")
    assert (back.ref, back.retired_at) == (ref, None)


def test_broken_files_leave_everything_as_it_was(make_sheets):
    actions.load(make_sheets(BEFORE, LABELS))
    before, edition = state(), Edition.objects.get()
    broken = make_sheets({"crimes": ("", "missing", "", "usual")})

    with pytest.raises(CommandError):
        call_command("thesaurus", "load", folder=broken)

    assert (state(), Edition.objects.get().version) == (before, edition.version)


def test_a_missing_file_is_one_plain_sentence(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("thesaurus", "load", folder=tmp_path)

    assert str(refusal.value).startswith("Nothing was loaded. ")


def test_a_second_preferred_label_is_refused_by_the_database(make_sheets):
    actions.load(make_sheets(BEFORE, LABELS))
    piracy = Concept.objects.get(slug="piracy")

    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.create(concept=piracy, language="en", text="x", key="x", kind="pref", position=0)


def test_migrations_load_nothing():
    assert (Concept.objects.count(), Edition.objects.count()) == (0, 0)
