"""The data files say what their README claims."""

from collections import Counter

import pytest

from thesaurus import sheets
from thesaurus.sheets import BrokenSheets


@pytest.fixture(scope="module")
def real():
    return sheets.read()


def test_the_files_hold_448_concepts_under_15_tops(real):
    assert (len(real.concepts), sum(not row.top for row in real.concepts.values())) == (448, 15)


def test_the_files_hold_8381_labels_of_four_kinds(real):
    assert dict(Counter(label.kind for label in real.labels)) == {"pref": 2240, "alt": 4865, "abbr": 369, "hidden": 907}


def test_no_concept_is_more_than_four_steps_deep(real):
    def depth(slug):
        return 1 + depth(real.concepts[slug].broader) if slug else 0

    assert max(map(depth, real.concepts)) == 4


def test_what_is_proposed_names_the_languages_to_confirm(real):
    proposed = {row.slug for row in real.concepts.values() if row.confidence == "proposed"}

    assert {label.slug for label in real.labels if label.is_unconfirmed} == proposed


ONE = {"one": ("", "", "", "usual")}


@pytest.mark.parametrize(
    ("concepts", "labels", "says"),
    [
        ({"one": ("", "none", "", "usual")}, (), "one: unknown concepts ['none']"),
        ({**ONE, "two": ("", "one", "", "usual")}, (), "two: its top is not where its broader concepts lead"),
        ({"one": ("two", "two", "", "usual"), "two": ("one", "one", "", "usual")}, (), "in a circle"),
        ({**ONE, "two": ("", "", "one", "usual")}, (), "two: a related concept does not know of it"),
        (ONE, [("two", "en", "x", "alt")], "unknown concept or language"),
        (ONE, [("one", "de", "x", "alt")], "unknown concept or language"),
        (ONE, [("one", "en", "  ", "alt")], "or empty"),
        (ONE, [("one", "en", "x", "pref"), ("one", "en", "y", "pref")], "one preferred label in each language"),
    ],
)
def test_files_that_contradict_themselves_are_refused(make_sheets, concepts, labels, says):
    folder = make_sheets(concepts, labels)

    with pytest.raises(BrokenSheets) as refusal:
        sheets.read(folder)

    assert says in str(refusal.value)
