"""What is typed is read, whatever it is."""

import pytest

from search.query import LONGEST, Expansion, parse

HOSTILE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "x" * 10_240,
    "слово " * 2000,
    '"' * 10_240,
    '"unbalanced',
    'un"balanced',
    '""',
    '"" ""',
    "-",
    "--",
    '-"',
    '-""',
    "- -a",
    "\u202eright to left\u202c",
    "\u2066\u2069\u200f",
    "\ud800",
    "'; DROP TABLE search_pending; --",
    "title:witness^9 AND (NOT body:[a TO z]) OR fuzzy~2 wild* /re.*/ && || ! { } \\",
    "%s %(x)s {0} ${x}",
    "½" * 300,
    "ﷺ" * 300,
    "e" + "\u0301" * 5000,
    "👩‍⚖️" * 500,
]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("exact", [False, True])
def test_nothing_that_can_be_typed_raises(typed, exact):
    query = parse(typed, interface="ar", exact=exact, expansions=[Expansion(0, 5, (("en", "x"), ("fr", "")))])

    assert len(query.text) <= LONGEST
    assert query.cut == (len(typed) > LONGEST)


def test_a_query_is_read_in_the_interface_language_first_and_in_each_its_script_allows():
    assert [reading.language for reading in parse("témoins", interface="fr").readings] == ["fr", "en", "es"]
    assert [reading.language for reading in parse("свідок", interface="fr").readings] == ["fr"]


def test_readings_that_come_to_the_same_are_one():
    assert len(parse("свідок", interface="en").readings) == 1


def test_quoted_words_stand_apart_in_any_quotation_marks():
    query = parse("“joint team” in «Équipe commune» court")

    assert query.quoted == (("joint", "team"), ("equipe", "commune"))
    assert query.words == ("in", "court")


def test_a_minus_before_a_word_or_phrase_leaves_out_what_has_it():
    query = parse('court -martial −"joint team" cross-border')

    assert query.without == (("martial",), ("joint", "team"))
    assert query.words == ("court", "cross", "border")


def test_a_quote_without_an_end_is_no_quote():
    query = parse('court "joint team')

    assert (query.quoted, query.words) == ((), ("court", "joint", "team"))


def test_exact_words_have_no_readings_and_no_expansions():
    query = parse("Witnesses", exact=True, expansions=[Expansion(0, 9, (("fr", "témoins"),))])

    assert (query.readings, query.words, query.phrases()) == ((), ("witnesses",), set())


def test_only_minus_words_look_for_nothing():
    assert not parse("-court")
    assert not parse("")
    assert parse("court")
    assert parse('"court"')


def test_the_words_of_an_expanded_piece_are_one_unit_with_its_phrases():
    query = parse("witness protection Kosovo", expansions=[Expansion(0, 18, (("fr", "protection des témoins"),))])

    english = query.readings[0]
    assert [unit.terms for unit in english.units] == [("en:wit", "en:protect"), ("en:kosovo",)]
    assert english.units[0].phrases == (("fr:protect", "fr:de", "fr:temoin"),)


def test_of_expansions_that_overlap_the_longer_counts():
    longer = Expansion(0, 18, (("fr", "longue"),))
    shorter = Expansion(8, 18, (("fr", "courte"),))

    query = parse("witness protection", expansions=[shorter, longer])

    assert query.phrases() == {("fr:longu",)}


def test_concepts_of_the_same_piece_are_searched_together():
    expansions = [Expansion(0, 3, (("fr", "un"),)), Expansion(0, 3, (("fr", "deux"),))]

    assert parse("JIT", expansions=expansions).phrases() == {("fr:un",), ("fr:deux",)}


def test_a_long_query_is_cut_between_words():
    query = parse("witness " * 100)

    assert (query.cut, query.text[-8:], len(query.text) <= LONGEST) == (True, " witness", True)
