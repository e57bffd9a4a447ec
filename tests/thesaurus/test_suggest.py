import pytest

from thesaurus.suggest import distance, suggest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thesaurus")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("genocde", "genocide"),
        ("genocde in Bosnia", "genocide in Bosnia"),
        ("dobule criminalty", "double criminality"),
        ("vitness protection", "witness protection"),
        ("геноцыд", "геноцид"),
        ("compelmentarity", "complementarity"),
    ],
)
def test_a_misspelt_label_is_suggested(typed, meant):
    assert suggest(typed, "en")[0].text == meant


@pytest.mark.parametrize("typed", ["", "Bosnia", "genocide", "the", '"genocde"', "xyzzy plugh", "a " * 50, "\x00"])
def test_nothing_is_suggested_where_nothing_is_near(typed):
    assert suggest(typed, "en") == []


def test_typed_forms_are_never_suggested():
    texts = {one.label for one in suggest("genocd", "en")}

    assert "genocid" not in texts


@pytest.mark.parametrize(
    ("one", "two", "steps"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("abc", "xyz", 3), ("", "abc", 3)],
)
def test_distance_counts_edits_and_gives_up_beyond_two(one, two, steps):
    assert distance(one, two, 2) == steps
