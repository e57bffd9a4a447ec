import pytest

from thesaurus.folding import key, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Génocide", "genocide"),
        ("ge\u0301nocide", "genocide"),
        ("ＧＥＮＯＣＩＤＥ", "genocide"),
        ("crímenes", "CRIMENES"),
        ("cœur", "coeur"),
        ("crimes contre l'humanité", "crimes contre l’humanite"),
        ("об'єкт", "об’єкт"),
        ("обʼєкт", "обєкт"),
        ("الإبادة الجماعية", "الاباده الجماعيه"),
        ("الإِبَادَة", "الابادة"),
        ("الإبـــادة", "الإبادة"),
        ("مستشفى", "مستشفي"),
        ("geno\u00adcide", "genocide"),
        ("\u200fالإبادة\u200f", "الإبادة"),
    ],
)
def test_spellings_that_mean_the_same_have_one_key(typed, meant):
    assert key(typed) == key(meant)


@pytest.mark.parametrize(("one", "other"), [("кий", "кии"), ("їх", "іх"), ("ґрати", "грати"), ("rape", "rap")])
def test_letters_of_their_own_are_no_accents(one, other):
    assert key(one) != key(other)


def test_words_know_where_they_stand_in_what_was_typed():
    text = "«L’enquête» — M&E, об'єкт"

    assert [text[word.start : word.end] for word in words(text)] == ["enquête", "M&E", "об'єкт"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("crimes", "crime"),
        ("witnesses", "witness"),
        ("bodies", "body"),
        ("tribunaux", "tribunal"),
        ("víctimas", "víctima"),
        ("crímenes", "crimen"),
        ("геноциду", "геноцид"),
        ("злочинів", "злочини"),
        ("الشهود", "شهود"),
        ("والشهود", "للشهود"),
        ("NGOs", "NGO"),
    ],
)
def test_a_plural_a_case_or_an_article_is_forgiven(one, other):
    assert words(one)[0].loose == words(other)[0].loose


@pytest.mark.parametrize("text", ["", " ", "!?", "_ _", "\u0301", "'", "«»", "\u200f", "&"])
def test_a_text_without_letters_has_no_words(text):
    assert words(text) == []
