"""Snippets are plain pieces of the text, with what matches."""

import pytest

from search.query import Expansion, parse
from search.snippets import Marks, _best, highlighted, marks_of, snippet


def marked(pieces):
    return [piece for piece, is_match in pieces if is_match]


def text_of(pieces):
    return "".join(piece for piece, _ in pieces)


def marks(typed, weights=None, **asked):
    return marks_of(parse(typed, **asked), weights or {})


def test_every_form_of_a_word_is_marked_as_it_stands_in_the_text():
    pieces = highlighted("Two protected WITNESSES, one witness’s house.", marks("witness protection"), "en")

    assert pieces == [
        ("Two ", False),
        ("protected", True),
        (" ", False),
        ("WITNESSES", True),
        (", one ", False),
        ("witness", True),
        ("’s house.", False),
    ]


@pytest.mark.parametrize(
    ("typed", "text", "language", "found"),
    [
        ("temoin", "Les te\u0301moins", "fr", ["te\u0301moins"]),
        ("شاهد", "قالت الشاهدة", "ar", ["الشاهدة"]),
        ("звязок", "Без зв’язку", "uk", ["зв’язку"]),
        ("files", "the ﬁle", "en", ["ﬁle"]),
        ("Eurojust", "запит до Eurojust", "uk", ["Eurojust"]),
    ],
)
def test_marks_stand_right_where_normalising_changes_lengths(typed, text, language, found):
    assert marked(highlighted(text, marks(typed), language)) == found


def test_words_that_tell_little_are_not_marked():
    weights = {"en:the": 0.1, "en:of": 0.2, "en:wit": 5.0}

    assert marked(highlighted("the end of the witness", marks("the end of witness", weights), "en")) == [
        "end",
        "witness",
    ]


def test_an_expansion_is_marked_only_as_a_whole_phrase():
    asked = marks("witness protection", expansions=[Expansion(0, 18, (("fr", "protection des témoins"),))])

    pieces = highlighted("des témoins; la protection des témoins; protéger des", asked, "fr")

    assert marked(pieces) == ["protection des témoins"]


def test_quoted_words_are_marked_in_their_order_and_form_only():
    assert marked(highlighted("joint teams, team joint, joint team", marks('"joint team"'), "en")) == ["joint team"]


def test_exact_words_are_marked_in_their_form_only():
    assert marked(highlighted("witness witnesses", marks("witnesses", exact=True), "en")) == ["witnesses"]


def test_the_window_is_where_most_different_words_meet():
    text = "witness " * 30 + "filler " * 60 + "a protected witness " + "filler " * 60

    pieces = snippet(text, marks("witness protection"), "en", 120)

    assert marked(pieces) == ["protected", "witness"]
    assert len(text_of(pieces)) <= 124


def test_the_window_is_cut_between_words_and_says_where_something_is_left_out():
    pieces = snippet("alpha " * 50 + "witness " + "omega " * 50, marks("witness"), "en", 80)

    assert set(text_of(pieces).split()) == {"…", "alpha", "witness", "omega"}
    assert (pieces[0], pieces[-1]) == (("… ", False), (" …", False))


def places_of(*found):
    """[(start, end, what)] of (start, what), each four letters long."""
    return [(start, start + 4, what) for start, what in found]


@pytest.mark.parametrize(
    ("places", "best"),
    [
        (places_of((0, "a"), (10, "a"), (300, "a"), (310, "b")), 2),  # different ones before many
        (places_of((0, "a"), (300, "a"), (310, "a")), 1),  # then many
        (places_of((0, "a"), (10, "b"), (300, "a"), (310, "b")), 0),  # then the first
        ([(0, 500, "long"), (600, 604, "a")], 1),
        ([(0, 500, "long")], 0),
    ],
)
def test_a_window_begins_where_most_different_matches_follow_then_most_then_first(places, best):
    assert _best(places, 100) == best


class Counted(list):
    """A list that counts how often it is looked into."""

    looks = 0

    def __getitem__(self, at):
        self.looks += len(range(*at.indices(len(self)))) if isinstance(at, slice) else 1
        return super().__getitem__(at)


def test_each_of_many_matches_is_looked_at_a_few_times_only():
    places = Counted(places_of(*((number * 5, "a") for number in range(10_000))))

    _best(places, 10_000)

    assert places.looks <= 5 * len(places)


def test_without_a_match_the_text_begins_at_its_beginning():
    assert text_of(snippet("One two. " * 100, marks("nothing"), "en", 20)) == "One two. One two. …"


def test_a_short_text_is_shown_whole_with_white_space_closed():
    assert snippet("One\n\n  two", Marks(), "en", 100) == [("One two", False)]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5000, "witness" * 900, "\x00", "e" + "\u0301" * 900])
def test_no_text_makes_it_fail(text):
    assert isinstance(snippet(text, marks("witness"), "en", 100), list)


def test_markup_stays_text():
    assert highlighted("<b>witness</b>", marks("witness"), "en") == [("<b>", False), ("witness", True), ("</b>", False)]


def test_a_space_that_does_not_break_a_line_stays():
    query = parse("Qui", interface="fr")

    assert highlighted("Qui\u00a0? \n Nous", marks_of(query, {}), "fr") == [("Qui", True), ("\u00a0? Nous", False)]
