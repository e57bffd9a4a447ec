"""What narrows a search, typed in the box or chosen below it: one reading of both; a sentence for what it is not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from core.things import key_of
from search.dates import moment_of
from search.narrowing import read
from tests.factories.forum import make_board

pytestmark = pytest.mark.django_db


def names(asked):
    return [(piece.operator.name, piece.value, bool(piece.typed)) for piece in asked.pieces]


@pytest.mark.parametrize(
    ("typed", "words", "found"),
    [
        ("arrest warrant", "arrest warrant", []),
        ("lang:fr mandat", "mandat", [("lang", "fr", True)]),
        ("mandat  LANG:français ", "mandat", [("lang", "français", True)]),
        ("a kind:lesson b after:2026", "a b", [("kind", "lesson", True), ("after", "2026", True)]),
        ('from:"Otto Other" x', "x", [("from", "Otto Other", True)]),
        ("from:«Otto Other» x", "x", [("from", "Otto Other", True)]),
        ("\u200flang:ar كلمة", "كلمة", [("lang", "ar", True)]),
        ("https://example.org/a", "https://example.org/a", []),
        ("Art.7:2 lang: fr", "Art.7:2 lang: fr", []),
        ('"lang:fr mandat"', '"lang:fr mandat"', []),
        ("", "", []),
    ],
)
def test_operators_are_read_out_of_the_box_and_the_words_stay(member, other, typed, words, found):
    asked = read(typed, {}, member)

    assert (asked.words, names(asked), asked.said) == (words, found, ())


def test_a_field_is_read_as_the_box_is(member, other):
    asked = read("lang:fr", {"from": ["otto"], "after": ["2026-01-02"], "lang": ["ar"], "is": [""]}, member)

    assert names(asked) == [("lang", "fr", True), ("after", "2026-01-02", False), ("from", "otto", False)]


@pytest.mark.parametrize(
    ("typed", "said", "words"),
    [
        ("foo:bar x", "There is no filter “foo:”: it was searched as a word.", "foo:bar x"),
        ("lang:xx x", "“xx” is not a language that texts are in here. It was left out.", "x"),
        ("kind:cat x", "“cat” is no kind of thing that is searched. It was left out.", "x"),
        ("after:soon x", "“soon” is not a date: write it as 2026-03-31, 2026-03 or 2026. It was left out.", "x"),
        ("before:2026-99", "“2026-99” is not a date: write it as 2026-03-31, 2026-03 or 2026. It was left out.", ""),
        ("from:nobody x", "Nobody whom you can find here is called “nobody”. It was left out.", "x"),
        ("board:none x", "There is no board “none” that you can read. It was left out.", "x"),
        ("is:odd x", "No topic is “odd” here: try question, solved or open. It was left out.", "x"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_left_out_and_said(member, typed, said, words):
    asked = read(typed, {}, member)

    assert (asked.words, asked.pieces, asked.said) == (words, (), (said,))


@pytest.mark.parametrize(
    "typed", ["a:" * 5000, "from:" + "x" * 9000, "from:%s %(value)s:x", "is:\x00 \ud800:x", ":" * 99]
)
def test_nothing_that_can_be_typed_raises(member, typed):
    assert read(typed, {}, member).pieces == ()


def test_the_words_of_the_readers_language_are_understood_beside_the_english_ones(member):
    with translation.override("fr"):
        asked = read("lang:Français", {}, member)

    assert [piece.meaning.languages for piece in asked.pieces] == [("fr",)]


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2026", (2026, 1, 1)),
        ("2026-03", (2026, 3, 1)),
        ("2026-03-31", (2026, 3, 31)),
        ("٢٠٢٦-٠٣", (2026, 3, 1)),
        ("2026-3-1", (2026, 3, 1)),
    ],
)
def test_a_date_begins_by_the_readers_clock(word, day):
    zone = ZoneInfo("Asia/Kathmandu")
    with timezone.override(zone):
        assert moment_of(word) == datetime(*day, tzinfo=zone)


@pytest.mark.parametrize("word", ["26", "2026-13", "0001", "9999", "2026-1-1-1", "yesterday", "", "²026"])
def test_anything_else_is_no_date(word):
    assert moment_of(word) is None


@pytest.mark.parametrize("typed", ["otto", "other", "OTTO OTHER", "ötto"])
def test_a_person_is_found_by_the_beginning_of_a_name(member, other, typed):
    [piece] = read("", {"from": [typed]}, member).pieces

    assert (piece.meaning.authors, piece.meaning.shown) == ((key_of(other),), "Otto Other")


def test_the_whole_name_stands_before_names_that_begin_so(member, make_member):
    short, _long = make_member("Ines Vega"), make_member("Ines Vega Soto")

    [piece] = read('from:"ines vega"', {}, member).pieces

    assert piece.meaning.authors == (key_of(short),)


def test_who_is_not_called_by_name_is_nobody_and_visitors_know_nobody(member, other):
    unknown = read("from:Kittiwake", {}, member)
    other.entry.is_named = False
    other.entry.save()

    hidden, for_visitors = read("from:Otto", {}, member), read("from:Amara", {}, AnonymousUser())

    assert [asked.pieces for asked in (unknown, hidden, for_visitors)] == [(), (), ()]
    assert unknown.said[0].replace("Kittiwake", "X") == hidden.said[0].replace("Otto", "X")
    assert hidden.said[0].replace("Otto", "X") == for_visitors.said[0].replace("Amara", "X")


def test_a_board_is_named_by_its_ref_or_by_its_title_in_any_language(member):
    board = make_board(texts={"en": ("Evidence", ""), "fr": ("La preuve", "")})

    found = [read("", {"board": [value]}, member).pieces for value in (board.ref, "evidence", "LA PREUVE")]

    assert [[piece.meaning.trees for piece in pieces] for pieces in found] == [[((key_of(board)),)]] * 3
