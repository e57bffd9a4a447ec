"""The words that the community watches: where, in which forms, and what follows."""

import pytest

from core.models import Audience
from moderation.checks.words import held_by_words, matches
from moderation.models import WatchedWord

pytestmark = pytest.mark.django_db


def watched(words, language="", outcome="hold", audience=None):
    return WatchedWord.objects.create(words=words, language=language, outcome=outcome, audience=audience)


def found(text, language, *words):
    return [text[start:end] for start, end, _word in matches(text, language, words)]


@pytest.mark.parametrize(
    ("words", "language", "text", "said"),
    [
        ("Bluebird", "", "Operation BLUEBIRD and bluebirds", ["BLUEBIRD"]),
        ("Operation Bluebird", "", "the operation  bluebird; Bluebird operation", ["operation  bluebird"]),
        ("témoin", "fr", "les témoins, un TEMOIN", ["témoins", "TEMOIN"]),
        ("testigo protegido", "es", "los testigos protegidos", ["testigos protegidos"]),
        ("свідок", "uk", "показання свідка", ["свідка"]),
        ("شاهد", "ar", "قال الشاهد", ["الشاهد"]),
        ("Bluebird", "", "blue bird", []),
    ],
)
def test_a_word_is_found_in_its_forms(words, language, text, said):
    assert found(text, language, WatchedWord(words=words, language=language)) == said


def test_a_word_of_another_language_than_the_text_is_left_alone():
    assert found("chat", "en", WatchedWord(words="chats", language="fr")) == []
    assert found("chat", "", WatchedWord(words="chats", language="fr")) == ["chat"]


def test_only_what_is_to_be_held_holds_a_text():
    held = watched("kestrel")
    watched("heron", outcome="warn")

    assert held_by_words("A heron, a kestrel, a Kestrel.", "en", "members") == [held]
    assert held_by_words("A heron.", "en", "members") == []


def test_the_words_of_one_place_hold_nothing_in_another(make_space):
    space = make_space("secret")
    held = watched("kestrel", audience=Audience.objects.get(pk=space.audience_id))

    assert held_by_words("kestrel", "en", space.audience_id) == [held]
    assert held_by_words("kestrel", "en", "members") == []


def test_what_is_watched_is_asked_in_one_query_however_much_it_is(django_assert_num_queries):
    for number in range(3):
        watched(f"kestrel {number}")

    with django_assert_num_queries(1):
        assert len(held_by_words("kestrel 1, kestrel 2", "en", "members")) == 2
