import pytest

from files.extraction.letters import language_of, plain


@pytest.mark.parametrize(
    ("as_found", "as_meant"),
    [
        ("ﺣﻤﺎﻳﺔ ﺍﻟﺸﻬﻮﺩ", "حماية الشهود"),
        ("ﻻ", "لا"),
        ("oﬃce", "office"),
        ("x² ½ №", "x² ½ №"),
        ("e\u0301te\u0301", "été"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("wit\u0002\nness, wit\ufffe\r\nness", "witness, witness"),
        ("a\x00b\ud800c\x1bd\ufeff", "abcd"),
        ("  many   spaces\t here \n\n\n\n then ", "many spaces here\n\nthen"),
        ("", ""),
    ],
)
def test_letters_are_as_they_are_meant(as_found, as_meant):
    assert plain(as_found) == as_meant


@pytest.mark.parametrize("text", ["ﺣﻤﺎﻳﺔ\r\n\r\n\r\nﷺ", "wit\u0002\nness  x", "\ufb01\u0301 a"])
def test_what_is_plain_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The protection of witnesses is a duty that the court shall take.", "en"),
        ("La protection des témoins est une obligation que la cour doit respecter pour les victimes.", "fr"),
        ("La protección de los testigos es una obligación que el tribunal y las partes deben cumplir.", "es"),
        ("حماية الشهود واجب على المحكمة under the Statute", "ar"),
        ("Захист свідків є обов’язком суду.", "uk"),
        ("Защита свидетелей это обязанность суда, и мы её объясним.", ""),
        ("Der Schutz der Zeugen ist eine Pflicht.", ""),
        ("ICC-01/04 2024", ""),
        ("", ""),
    ],
)
def test_a_language_is_named_only_where_the_words_show_it(text, language):
    assert language_of(text) == language
