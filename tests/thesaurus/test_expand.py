import cProfile

import pytest

from thesaurus import actions, sheets
from thesaurus.expand import expand
from thesaurus.models import Concept

MOST_CALLS = 2000  # a dozen words take 851

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thesaurus")]


def found(text, language="en"):
    """{slug: [what was matched]}"""
    return {one.slug: [text[start:end] for start, end in one.spans] for one in expand(text, language)}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "uk"])
@pytest.mark.parametrize("kind", ["pref", "alt", "hidden", "abbr"])
def test_every_label_alone_leads_to_its_concept(language, kind):
    labels = [label for label in sheets.read().labels if (label.language, label.kind) == (language, kind)]

    # Guillemets are quotes when typed: what stands in them is asked for as it is.
    lost = [label.text for label in labels if "«" not in label.text and label.slug not in found(label.text, language)]

    assert lost == []


def test_a_label_inside_a_longer_query_is_found_where_it_stands():
    assert found("how to plan a witness interview by video") == {"witness-interview": ["witness interview"]}


def test_the_longest_label_wins():
    assert found("crimes against humanity of apartheid")["crimes-against-humanity"] == ["crimes against humanity"]
    assert "crimes" not in found("crimes against humanity")


def test_an_expansion_gives_labels_in_all_languages_the_preferred_first():
    genocide = expand("genocidio", "en")[0]

    assert (genocide.slug, genocide.ref) == ("genocide", Concept.objects.get(slug="genocide").ref)
    assert genocide.labels == {
        "en": ("genocide", "crime of genocide"),
        "fr": ("génocide", "crime de génocide"),
        "es": ("genocidio", "crimen de genocidio", "delito de genocidio"),
        "ar": ("الإبادة الجماعية", "جريمة الإبادة الجماعية"),
        "uk": ("геноцид", "злочин геноциду"),
    }
    assert set(genocide.confirmed.values()) == {True}


def test_a_typed_form_finds_its_concept_and_is_not_shown():
    genocide = expand("genocid", "en")[0]

    assert (genocide.slug, "genocid" in genocide.labels["en"]) == ("genocide", False)


def test_labels_that_are_not_confirmed_say_so_for_their_language():
    screening = expand("first account", "en")[0]

    assert screening.slug == "witness-screening"
    assert screening.confirmed == {"en": True, "fr": False, "es": False, "ar": False, "uk": False}


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("il a eu gain de cause", {}),
        ("eu", {"europe": ["eu"]}),
        (" eu? ", {"europe": ["eu"]}),
        ("EU law", {"europe": ["EU"]}),
        ("Eu law", {}),
        ("the iccs of it", {}),
        ("icc", {"international-criminal-court": ["icc"]}),
        ("before the ICC today", {"international-criminal-court": ["ICC"]}),
        ("before the icc today", {}),
        ("NGOs there", {"civil-society-cooperation": ["NGOs"]}),
        ("M&E plan", {"monitoring-and-evaluation": ["M&E"]}),
        ("m&e plan", {}),
        ("osint basics", {"open-source-investigation": ["osint"]}),
    ],
)
def test_short_abbreviations_count_in_capitals_or_alone(text, concepts):
    assert found(text, "fr") == concepts


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ", "‘", ""])
def test_ukrainian_apostrophes_are_alike(apostrophe):
    text = f"сексуальне насильство, пов{apostrophe}язане з конфліктом, у 2022 році"

    assert list(found(text, "uk")) == ["conflict-related-sexual-violence"]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_french_apostrophes_are_alike(apostrophe):
    assert list(found(f"crimes contre l{apostrophe}humanité au Mali", "fr")) == ["crimes-against-humanity"]


@pytest.mark.parametrize(
    "text",
    [
        "الإبادة الجماعية",
        "الابادة الجماعية",
        "الاباده الجماعيه",
        "الإِبَادَة الجَماعِيَّة",
        "الإبـادة الجماعية",
        "والإبادة الجماعية",
    ],
)
def test_arabic_spellings_are_alike(text):
    assert list(found(f"ملف {text} في رواندا", "ar")) == ["genocide"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("crime against humanity", "crimes-against-humanity"),
        ("злочинів проти людяності", "crimes-against-humanity"),
        ("genocides", "genocide"),
        ("survivante de violence sexuelle", "sexual-violence-survivors"),
    ],
)
def test_a_plural_or_a_case_does_not_hide_a_label(text, slug):
    assert slug in found(text)


@pytest.mark.parametrize(
    "text", ['"genocide"', "“genocide” law", "«genocide»", "„genocide“", "-genocide", 'a "crime of genocide" b']
)
def test_words_in_quotes_are_left_alone(text):
    assert found(text) == {}


def test_a_label_does_not_reach_across_quotes():
    assert "crimes-against-humanity" not in found('crimes "against" humanity')


def test_an_unbalanced_quote_quotes_nothing():
    assert found('"genocide law') == {"genocide": ["genocide"]}


def test_one_label_of_several_concepts_gives_them_all():
    assert set(found("الإبادة", "ar")) == {"genocide", "extermination"}


def test_a_concept_named_twice_comes_once_with_both_places():
    assert found("genocide, génocide") == {"genocide": ["genocide", "génocide"]}


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\x00", "(((", "AND OR NOT", "🤝", '"', "\u202e", "' OR 1=1 --"])
def test_odd_queries_give_nothing(text):
    assert found(text) == {}


def test_a_very_long_query_is_answered():
    assert list(found("witness protection " * 5000)) == ["witness-protection"]


def test_a_query_looks_at_its_own_words_alone_once_loaded():
    """And not at each of the thesaurus' thousands of labels: counted, as a busy machine's clock says nothing."""
    query = "interview of child witnesses and crimes against humanity before the ICC in 2024"
    expand(query, "en")
    profile = cProfile.Profile()

    profile.runcall(expand, query, "en")

    assert sum(entry.callcount for entry in profile.getstats()) < MOST_CALLS


def test_a_new_load_is_seen_at_once(make_sheets):
    expand("genocide", "en")

    actions.load(make_sheets({"piracy": ("", "", "", "usual")}))

    assert (found("genocide"), found("piracy")) == ({}, {"piracy": ["piracy"]})


def test_an_empty_thesaurus_expands_nothing():
    from thesaurus.models import Edition

    Edition.objects.all().delete()

    assert found("genocide") == {}


def test_expanding_asks_the_database_once(django_assert_num_queries):
    expand("genocide", "en")

    with django_assert_num_queries(1):
        expand("witness interview", "en")
