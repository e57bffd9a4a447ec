"""The only door: what a reader gets is what the database lets that reader see, now."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.things import key_of
from forum import actions
from forum.models import Post
from members.models import Institution, InstitutionName, Membership
from search.document import COMMONS, Document, sealed_index
from search.engine import engine
from search.engines.base import DATE
from search.expansion import expansions_of
from search.finder import Wish, find
from search.models import Indexed, Pending, QueryLog
from search.rebuild import rebuild
from search.work import documents_of
from tests.factories.thesaurus import load
from thesaurus.models import Concept

ANYBODY = AnonymousUser()


def found(typed="", user=ANYBODY, language="en", page=1, **wish):
    return find(Wish(typed=typed, **wish), user=user, language=language, page=page)


def keys(result):
    return [hit.key for hit in result.hits]


def text_of(pieces):
    return "".join(piece for piece, _ in pieces)


def marked(pieces):
    return [piece for piece, is_match in pieces if is_match]


def test_a_hit_carries_title_address_and_marked_text_of_the_row(index, board, say, member):
    topic = say(board, "Relocating witnesses", "We had a protected witness who moved.")
    index()

    [hit] = found("witness protection", member).hits

    assert (hit.key, hit.url, hit.row) == (key_of(topic), topic.get_absolute_url(), topic)
    assert (text_of(hit.title), marked(hit.title)) == ("Relocating witnesses", ["witnesses"])
    assert marked(hit.snippet) == ["protected", "witness"]


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("en", "The relocated witness", "witnesses relocation"),
        ("fr", "L’accusé et les témoins protégés", "temoin protege"),
        ("es", "Las víctimas y la acusación", "victima acusaciones"),
        ("ar", "حماية الشهود في المحكمة", "محكمه"),
        ("uk", "Захист свідків та зв’язок", "свідок звязок"),
    ],
)
def test_one_search_finds_each_language_whatever_the_interface(index, board, say, member, language, title, typed):
    topic = say(board, title, language=language)
    index()

    for interface in ("en", "ar"):
        assert keys(found(typed, member, interface)) == [key_of(topic)]


def test_what_is_tagged_with_a_concept_is_found_by_its_name_in_any_language(index, board, say, member):
    load()
    concept = Concept.objects.get(slug="chain-of-custody")
    tagged, other = say(board, "Who had the sealed bag?", concepts=[concept]), say(board, "Chain of custody forms")
    index()

    assert keys(found("chain of custody", member)) == [key_of(other), key_of(tagged)]
    assert set(keys(found("cadena de custodia", member, "es"))) == {key_of(other), key_of(tagged)}
    assert keys(found("chain of custody", member, exact=True)) == [key_of(other)]


def test_everybody_gets_what_their_audiences_hold(index, board, public_board, secret_board, say, member, other):
    public, inside, secret = say(public_board, "Canary"), say(board, "Canary"), say(secret_board, "Canary")
    index()

    def seen(user):
        result = found("canary", user)
        return set(keys(result)), result.total, result.facets["kind"]

    assert seen(ANYBODY) == ({key_of(public)}, 1, {"topic": 1})
    assert seen(member) == ({key_of(public), key_of(inside)}, 2, {"topic": 2})
    assert seen(other) == ({key_of(public), key_of(inside), key_of(secret)}, 3, {"topic": 3})


def test_what_stands_in_a_small_space_does_not_drown(index, board, secret_board, say, other):
    for number in range(12):
        say(
            board,
            f"Topic {number}",
            "Some of the many words that stand here, and a canary." if number < 3 else "Words.",
        )
    secret = say(secret_board, "Canary", "A canary.")
    index()

    assert keys(found("canary", other))[0] == key_of(secret)


def test_one_who_left_the_space_finds_nothing_of_it_at_once(index, secret_board, say, other):
    topic = say(secret_board, "Canary")
    index()
    assert keys(found("canary", other)) == [key_of(topic)]

    Membership.objects.filter(user=other).delete()

    assert (keys(found("canary", type(other).objects.get(pk=other.pk))), found("canary", ANYBODY).total) == ([], 0)


def test_an_outsider_gets_the_same_with_and_without_a_secret_space(index, board, secret_board, say, member, other):
    for number in range(8):
        say(board, f"Topic {number} of exhumation", "The words of a canary.")
    index()
    questions = ["canary", "exhumation canary words", '"topic 3"', "words -canary", "kestrel", ""]

    def answers():
        results = [found(typed, member) for typed in questions]
        return [([(hit.key, hit.title, hit.snippet) for hit in r.hits], r.total, r.facets, r.state) for r in results]

    before = answers()
    for number in range(5):
        topic = say(secret_board, f"Canary words {number}", "exhumation canary " * 5, by=other)
        say(topic, body="canary")
    waiting = answers()
    index()

    assert waiting == before
    assert answers() == before


def test_what_is_hidden_is_gone_before_the_worker_has_been_there(index, board, say, member, moderator):
    topic, left = say(board, "Canary"), say(board, "Canary two")
    reply = say(topic, body="canary answer")
    index()
    assert found("canary", member).total == 3

    actions.hide_topic(topic, by=moderator)

    for reader in (member, moderator):
        result = found("canary", reader)
        assert (keys(result), result.total, result.facets["kind"]) == ([key_of(left)], 1, {"topic": 1})
    index()
    assert keys(found("canary", member)) == [key_of(left)]
    assert key_of(reply) not in engine().versions(COMMONS)


def test_a_corrupted_index_shows_no_trace_of_what_the_database_refuses(index, secret_board, say, member):
    topic = say(secret_board, "Canary")
    index()
    document = documents_of("topic", [topic.ref])[key_of(topic)][1]
    foreign = [
        replace(document, audience="members", index=COMMONS, concepts=("concept:aaaaaaaaaa",)),
        Document("topic:bbbbbbbbbb", "members", "Canary", "", datetime(2026, 1, 1, tzinfo=UTC), language="uk"),
        Document("nonsense", "members", "Canary", "", datetime(2026, 1, 1, tzinfo=UTC)),
    ]
    engine().write(COMMONS, foreign)

    result = found("canary", member)

    assert (result.hits, result.total) == ([], 0)
    assert result.facets == {"kind": {}, "language": {}, "concept": {}, "trait": {}}


def test_a_text_that_changed_since_it_was_indexed_is_not_quoted(index, board, say, member):
    topic = say(board, "Relocation", "canary")
    index()
    Indexed.objects.filter(key=key_of(topic)).update(seq=0)

    [hit] = found("canary", member).hits

    assert (text_of(hit.title), hit.snippet) == ("Relocation", [])


def test_what_waits_is_said_to_those_who_may_see_it_only(index, board, secret_board, say, member, other):
    index()
    say(secret_board, "Canary")
    assert (found("canary", member).state, found("canary", other).state) == ("", "behind")

    index()
    assert found("canary", other).state == ""


def test_without_an_index_it_says_so_posting_goes_on_and_rows_drain_later(index, board, say, member):
    engine().remove()
    engine().close()

    topic = say(board, "Canary")

    result = found("canary", member)
    assert (result.state, result.hits, result.total) == ("unavailable", [], 0)
    assert Pending.objects.filter(key=key_of(topic)).exists()
    index()
    assert (keys(found("canary", member)), found("canary", member).state) == ([key_of(topic)], "")


def test_filters_and_facets_agree(index, board, say, member, other):
    topic = say(board, "Canary", language="en")
    say(topic, body="canary", language="fr", by=member)
    index()

    assert found("canary", member).facets == {
        "kind": {"topic": 1, "post": 1},
        "language": {"en": 1, "fr": 1},
        "concept": {},
        "trait": {"handling:community": 2, "state:open": 1, "topic:question": 1},
    }
    assert keys(found("canary", member, kinds=("topic",))) == [key_of(topic)]
    assert keys(found("canary", member, languages=("en",))) == [key_of(topic)]
    assert keys(found("", member, kinds=("topic",), authors=(key_of(other),))) == [key_of(topic)]
    assert found("", member, kinds=("topic",), authors=(key_of(member),)).total == 0


def test_people_are_found_by_members_only(index, member, other):
    index()

    assert keys(found("Otto Other", member)) == [key_of(other)]
    assert keys(found("Otto Other", ANYBODY)) == []


def test_the_newest_come_first_where_that_is_asked(index, board, say, member):
    first, second = say(board, "Canary canary"), say(board, "A canary among more words")
    index()

    assert keys(found("canary", member)) == [key_of(first), key_of(second)]
    assert keys(found("canary", member, sort=DATE)) == [key_of(second), key_of(first)]


def test_pages_hold_twenty_and_never_end_in_nothing(index, board, say, member):
    topic = say(board, "Start")
    for number in range(24):
        say(topic, body=f"canary {number}")
    index()

    first, last, beyond = (found("canary", member, page=page) for page in (1, 2, 99))

    assert (len(first.hits), len(last.hits), first.total, first.pages) == (20, 4, 24, 2)
    assert set(keys(first)) & set(keys(last)) == set()
    assert (beyond.page, keys(beyond)) == (2, keys(last))


def test_a_work_is_shown_once_with_its_other_languages(index, board, say, member):
    rows = {language: say(board, f"Canary {language}", language=language) for language in ("en", "fr", "es")}
    index()
    for row in rows.values():
        document = documents_of("topic", [row.ref])[key_of(row)][1]
        engine().write(COMMONS, [replace(document, work="w", version=10**6)])

    french = found("canary", member, "fr")
    arabic = found("canary es", member, "ar")

    assert (keys(french), french.total) == ([key_of(rows["fr"])], 1)
    assert french.hits[0].also == [("en", rows["en"].get_absolute_url()), ("es", rows["es"].get_absolute_url())]
    assert len(arabic.hits) == 1


def test_a_label_in_the_query_finds_the_other_languages_and_exact_words_do_not(index, board, say, member):
    load()
    texts = {
        "en": "witness protection measures",
        "fr": "des mesures de protection des témoins",
        "es": "la protección de testigos",
        "ar": "برنامج حماية الشهود",
        "uk": "програма захисту свідків",
    }
    topics = {code: say(board, "—", body, language=code) for code, body in texts.items()}
    other_topic = say(board, "Otro", "los testigos y otra protección", language="es")
    index()

    result = found("witness protection", member)

    assert set(keys(result)) == {key_of(topic) for topic in topics.values()}
    assert keys(result)[0] == key_of(topics["en"])
    assert marked(next(hit for hit in result.hits if hit.key == key_of(topics["es"])).snippet) == [
        "protección de testigos"
    ]
    assert {code for each in result.expanded for code, *_ in each.shown} == {"fr", "es", "ar", "uk"}
    exact = found("witness protection", member, exact=True)
    assert (keys(exact), exact.expanded) == ([key_of(topics["en"])], [])
    assert key_of(other_topic) not in keys(result)


@pytest.mark.parametrize("typed", ['"', '"" ""', "\x00", "* ? ~ ^ ( ) [ ] { }", "\u202e\u2066", "。"])
def test_signs_without_a_word_find_nothing(index, board, say, member, typed):
    say(board, "Canary")
    index()

    assert (found(typed, member).total, found(typed, member).state) == (0, "")


def test_a_list_costs_the_same_for_one_hit_and_three(index, board, say, member):
    say(board, "Canary")
    for number in range(3):
        say(board, "Finch", body=f"Number {number}.")
    index()

    def queries(typed):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert found(typed, member).total == (1 if typed == "canary" else 3)
        return len(captured)

    found("canary", member)  # what is kept in memory
    assert queries("canary") == queries("finch") <= 16


def test_the_log_keeps_no_words_and_nobody(index, as_member):
    as_member.get("/search/", {"q": "a very secret canary"})

    row = QueryLog.objects.get()
    assert {field.name for field in QueryLog._meta.fields} == {"id", "at", "language", "concepts", "hits"}
    assert (row.language, row.concepts, row.hits) == ("en", [], 0)


def test_an_erased_or_edited_post_is_found_by_its_new_words_only(index, board, say, member, other):
    reply = say(say(board, "Start"), body="canary")
    index()

    actions.edit_post(Post.objects.get(pk=reply.pk), by=other, body="finch")
    index()

    assert (keys(found("canary", member)), keys(found("finch", member))) == ([], [key_of(reply)])


def test_a_rebuild_changes_no_answer(index, board, secret_board, say, other):
    say(board, "Canary", "one")
    say(secret_board, "Canary", "two")
    index()

    def answer():
        result = found("canary", other)
        return [(hit.key, hit.title, hit.snippet) for hit in result.hits], result.total, result.facets

    before = answer()
    rebuild()

    assert answer() == before
    assert sealed_index(secret_board.audience.space.ref) in engine().indexes()


def test_a_person_is_told_by_position_and_institution_in_the_readers_language(index, make_member, member):
    institution = Institution.objects.create(kind="court")
    for language, name in (("en", "Court of Montelune"), ("fr", "Cour de Montelune"), ("ar", "محكمة مونتيلون")):
        InstitutionName.objects.create(institution=institution, language=language, name=name)
    person = make_member("Zadie Quill", institution=institution, job_title="Registrar")
    index()

    with override("fr"):
        [hit] = found("محكمة مونتيلون", member, "fr").hits

    assert (hit.key, hit.kind.is_dated) == (key_of(person), False)
    assert text_of(hit.snippet) == "\u2068Registrar\u2069 · \u2068Cour de Montelune\u2069"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("witness", {"fr": "témoin", "es": "testigo", "uk": "свідок"}),
        ("témoin", {"en": "witness", "es": "testigo", "uk": "свідок"}),
        (
            "witness protection",
            {"fr": "protection des témoins", "es": "protección de testigos", "uk": "захист свідків"},
        ),
    ],
)
def test_the_page_says_the_words_that_answer_those_typed(db, typed, shown):
    load()

    said = {language: label for each in expansions_of(typed, "en") for language, label, _ in each.shown}

    assert {language: said[language] for language in shown} == shown


def test_the_title_of_a_post_is_in_its_topics_language(index, board, say, member):
    topic = say(board, "Canary of the coast", language="en")
    reply = say(topic, body="قاعدة canary في المحكمة الوطنية العليا", language="ar")
    index()

    languages = {hit.key: (hit.title_language, hit.language) for hit in found("canary", member).hits}

    assert languages == {key_of(topic): ("en", "en"), key_of(reply): ("en", "ar")}


def test_a_word_that_answers_in_several_languages_is_said_once(index, member):
    load()

    said = [label for _, label, _ in found("ICC", member).also_searched]

    assert len(said) == len(set(said)) > 1
