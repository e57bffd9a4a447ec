"""What is offered where nothing was found: each offer finds something that this reader may see."""

import pytest

from core.things import key_of
from search.finder import Wish
from search.suggestions import offers, spellings
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db


def offered(typed, user):
    return [(offer.reason, offer.label, offer.total) for offer in offers(Wish(typed=typed), user=user, language="en")]


def test_a_word_that_three_documents_share_is_offered_for_a_misspelt_one(index, board, say, member):
    for number in range(3):
        say(board, f"Topic {number}", "Exhumation at the river.")
    index()

    assert offered("exumation", member)[0] == ("spelling", "exhumation", 3)


def test_signs_that_are_no_letters_are_no_word_to_be_spelt_otherwise(index, board, say, member):
    for number in range(3):
        say(board, f"Topic {number}", "A river.")
    index()

    assert offered("____", member) == []


def test_only_the_word_itself_is_spelt_otherwise(index, board, say, member):
    for number in range(3):
        say(board, f"Topic {number}", "Exhumation in exumationland at the river.")
    index()

    assert offered("exumationland exumation", member)[0] == ("spelling", "exumationland exhumation", 3)


def test_another_spelling_is_offered_only_if_it_finds_more(index, board, say, member):
    say(board, "Topic", "The exumation.")
    for number in range(3):
        say(board, f"Topic {number}", "Exhumation at the river.")
    index()

    def labels(beyond):
        wish = Wish(typed="exumation")
        return [(each.label, each.total) for each in spellings(wish, user=member, language="en", beyond=beyond)]

    assert (labels(2), labels(3)) == ([("exhumation", 3)], [])


def test_words_of_fewer_documents_or_of_spaces_are_offered_to_nobody(index, board, secret_board, say, member, other):
    say(board, "Topic", "Exhumation at the river.")
    for number in range(4):
        say(secret_board, f"Secret {number}", "Kittiwake at the river.")
    index()

    assert (offered("exumation", member), offered("kitiwake", member), offered("kitiwake", other)) == ([], [], [])


def test_where_no_word_is_near_the_subjects_of_what_one_may_see_are_offered(
    index, board, secret_board, say, member, other
):
    load()
    inside, outside = (Concept.objects.get(slug=slug) for slug in ("chain-of-custody", "witness-protection"))
    say(board, "Topic", concepts=[outside])
    say(secret_board, "Secret", concepts=[inside])
    index()

    found = offers(Wish(typed="xyzzyx"), user=member, language="en")

    assert [(each.reason, each.wish.concepts, each.total) for each in found] == [("subject", (key_of(outside),), 1)]
    assert len(offers(Wish(typed="xyzzyx"), user=other, language="en")) == 2
