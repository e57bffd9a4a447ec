"""One analysis: terms with their places in the text as it came in."""

import csv
import unicodedata
from importlib.metadata import version
from pathlib import Path

import pytest

from search.analysis import LONGEST, VERSION, folded, folded_tokens, languages_of, terms, tokens

LABELS = Path(__file__).parents[2] / "thesaurus" / "data" / "labels.csv"


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "protected witness", "PROTECTED witnesses"),
        ("en", "investigation", "investigations"),
        ("fr", "témoin protégé", "temoins proteges"),
        ("fr", "l’enquête", "d'enquêtes"),
        ("fr", "légalité", "legalite"),
        ("es", "investigación", "investigaciones"),
        ("es", "acusación", "acusacion"),
        ("es", "víctima", "victimas"),
        ("ar", "الشاهد", "شاهد"),
        ("ar", "المحكمة", "والمحكمة"),
        ("ar", "محكمة", "محكمه"),
        ("ar", "أدلة إثبات", "ادلة اثبات"),
        ("ar", "مُحَاكَمَة", "محاكمة"),
        ("ar", "المحكـــمة", "المحكمة"),
        ("ar", "مستشفى", "مستشفي"),
        ("ar", "محاكم", "المحاكم"),
        ("ar", "وظيفة", "الوظيفة"),
        ("ar", "فصيلة", "الفصيلة"),
        ("ar", "برنامج", "للبرنامج"),
        ("ar", "شركات", "الشركة"),
        ("ar", "لمحطات", "بالمحطات"),
        ("uk", "захист свідків", "захистом свідка"),
        ("uk", "зв'язок", "зв’язку"),
        ("uk", "об’єкт", "обєкта"),
        ("uk", "сімʼя", "сім'ї"),
        ("uk", "мо\u0301ва", "мови"),
        ("uk", "Орсова", "Орсови"),
    ],
)
def test_forms_of_a_word_give_one_term(language, one, other):
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("uk", "її", "ії"), ("uk", "край", "краі"), ("en", "court", "count"), ("ar", "شاهد", "شهيد")],
)
def test_different_words_stay_different(language, one, other):
    assert terms(one, language) != terms(other, language)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "uk", ""])
def test_what_is_indexed_is_what_is_marked(language):
    with LABELS.open(encoding="utf-8") as file:
        texts = [row["label"] for row in csv.DictReader(file)]
    texts += ["l’accusé, jusqu'au 3 зв’язку", "ﷺ Jusqu’à", "x" * 500]

    for text in texts:
        assert terms(text, language) == [term for term, _start, _end in tokens(text, language)]
        assert folded(text) == [word for word, _start, _end in folded_tokens(text)]


def test_terms_say_in_which_language_they_were_read():
    assert terms("Protection", "en") == ["en:protect"]
    assert terms("Protection", "es") == ["es:protection"]


def test_a_word_in_another_script_is_read_in_that_scripts_language():
    assert terms("Eurojust і свідки", "uk") == ["en:eurojust", "uk:і", "uk:свідок"]
    assert terms("the word شاهد", "en") == ["en:the", "en:word", "ar:شاهد"]


def test_numbers_belong_to_no_language():
    assert terms("المادة ٧ 1949 ۲", "ar")[1:] == ["7", "1949", "2"]
    assert terms("Article 7", "en")[1:] == terms("стаття 7", "uk")[1:]


def test_no_word_is_dropped_and_places_follow_one_another():
    assert terms("To be or not to be", "en") == ["en:to", "en:be", "en:or", "en:not", "en:to", "en:be"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ﬁles", ["The", "ﬁles"]),
        ("½ litre", ["½", "½", "litre"]),
        ("e\u0301te\u0301 fini", ["e\u0301te\u0301", "fini"]),
        ("ＷＩＤＥ word", ["ＷＩＤＥ", "word"]),
        ("co\u00adoperation now", ["co\u00adoperation", "now"]),
        ("\u202eabc\u202c def", ["abc\u202c", "def"]),
        ("Straße, ß", ["Straße", "ß"]),
        ("👩‍⚖️ judge", ["judge"]),
        ("ﷺ", ["ﷺ"] * 4),
    ],
)
def test_offsets_point_into_the_text_as_it_came_in(text, words):
    assert [text[start:end] for _, start, end in tokens(text, "en")] == words


def test_composed_and_decomposed_text_give_the_same_terms():
    text = "Її підозрюваного взяли під варту; él pidió protección; la déposition"

    for language in ("uk", "es", "fr"):
        assert terms(unicodedata.normalize("NFD", text), language) == terms(text, language)


def test_french_elision_is_no_word_of_its_own():
    assert terms("L’accusé qu'il n’a jusqu'ici", "fr") == ["fr:accus", "fr:il", "fr:a", "fr:ici"]
    assert [found[1:] for found in tokens("d'abord l", "fr")] == [(2, 7), (8, 9)]


def test_folded_words_are_not_stemmed_and_know_no_language():
    assert folded("L’accusé et les témoins: зв’язок, الشاهدة") == [
        "l", "accuse", "et", "les", "temoins", "звязок", "الشاهده",
    ]  # fmt: skip


def test_folded_words_keep_their_offsets():
    assert folded_tokens("«Témoin»") == [("temoin", 1, 7)]


def test_terms_hold_no_white_space_and_are_cut():
    long = "x" * 5000

    found = [*terms(f"{long} a\u00a0b\u3000c \x00 ﷺ ½", "en"), *folded(f"{long} ﷺ")]

    assert max(map(len, found)) == LONGEST
    assert [term for term in found if term.split() != [term]] == []


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "_", "ـ", "'’ʼ", "\u0301", "٪", "🜚"])
def test_what_holds_no_word_gives_no_term(text):
    assert tokens(text, "ar") == []


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("witness", ("en", "fr", "es")),
        ("свідок", ("uk",)),
        ("شاهد", ("ar",)),
        ("Eurojust і شاهد", ("en", "fr", "es", "ar", "uk")),
        ("2019", ("en", "fr", "es", "ar", "uk")),
        ("٢٠١٩", ("en", "fr", "es", "ar", "uk")),
    ],
)
def test_a_script_allows_its_languages(text, languages):
    assert languages_of(text) == languages


def test_hidden_forms_of_the_thesaurus_that_only_lack_marks_give_their_labels_terms():
    with LABELS.open(encoding="utf-8") as file:
        labels = [row for row in csv.DictReader(file) if row["kind"] == "pref" and row["lang"] in ("fr", "es", "ar")]
    bare = str.maketrans({"ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا"})

    def typed_quickly(row):
        if row["lang"] == "ar":
            return row["label"].translate(bare)
        return "".join(c for c in unicodedata.normalize("NFD", row["label"]) if not unicodedata.combining(c))

    assert [
        row["label"] for row in labels if terms(row["label"], row["lang"]) != terms(typed_quickly(row), row["lang"])
    ] == []


def test_its_version_changes_with_the_libraries_that_make_stems_and_lemmas():
    assert {version("tantivy"), version("simplemma")} <= set(VERSION.split("-"))


def test_arabic_letters_that_carry_a_hamza_are_read_as_their_carriers():
    assert folded("مسؤول بيئة أول ىک") == ["مسوول", "بييه", "اول", "يك"]
