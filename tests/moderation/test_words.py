"""The page on which moderators say which words are watched, and try a text on them."""

import pytest

from core.models import AuditEntry
from core.refusals import NotAllowed
from moderation import actions
from moderation.models import WatchedWord

pytestmark = pytest.mark.django_db
PAGE = "/moderation/words/"


def text(response):
    return response.content.decode()


def typed(**fields):
    return {"words": "Bluebird", "language": "", "audience": "", "outcome": "hold", **fields}


def test_a_moderator_watches_a_word_and_sees_it_on_the_list(as_moderator, moderator):
    as_moderator.post(PAGE, typed())

    word = WatchedWord.objects.get()
    assert (word.words, word.outcome, word.audience, word.by) == ("Bluebird", "hold", None, moderator)
    assert "<bdi>Bluebird</bdi>" in text(as_moderator.get(PAGE))


def test_what_is_watched_is_recorded_without_the_word(as_moderator):
    as_moderator.post(PAGE, typed())

    entry = AuditEntry.objects.get(verb="moderation.watch_words")
    assert (entry.key, entry.reason) == (f"word:{WatchedWord.objects.get().ref}", "hold")


def test_a_word_that_is_watched_already_gets_the_other_outcome(as_moderator):
    as_moderator.post(PAGE, typed())
    as_moderator.post(PAGE, typed(outcome="warn"))

    assert [word.outcome for word in WatchedWord.objects.all()] == ["warn"]


@pytest.mark.parametrize("words", ["", "…!", "\x00", "x" * 101])
def test_what_is_no_word_is_refused_with_a_reason(as_moderator, words):
    page = as_moderator.post(PAGE, typed(words=words))

    assert list(page.context["form"].errors) == ["words"]
    assert WatchedWord.objects.count() == 0


def test_a_word_is_watched_no_longer(as_moderator, moderator):
    word, _is_new = actions.watch_words("Bluebird", by=moderator)

    as_moderator.post(f"{PAGE}{word.ref}/remove/")

    assert WatchedWord.objects.count() == 0
    assert AuditEntry.objects.filter(verb="moderation.drop_words").count() == 1


def test_a_text_is_tried_and_nothing_is_kept_of_it(as_moderator, moderator):
    actions.watch_words("testigo protegido", by=moderator, language="es")
    before = AuditEntry.objects.count()

    page = text(
        as_moderator.post(f"{PAGE}try/", {"try-text": "Los testigos protegidos: 06 12 34 56 78", "try-language": "es"})
    )

    assert '<mark>testigos protegidos</mark> <span class="what"><bdi>watched word</bdi></span>' in page
    assert '<mark>06 12 34 56 78</mark> <span class="what"><bdi>phone number</bdi></span>' in page
    assert AuditEntry.objects.count() == before


def test_a_text_that_nothing_matches_is_told_so_and_stays(as_moderator):
    page = text(as_moderator.post(f"{PAGE}try/", {"try-text": "Plain words."}))

    assert "Nothing matches" in page
    assert "Plain words." in page


def test_an_empty_list_says_what_to_do(as_moderator):
    assert "No word is watched yet" in text(as_moderator.get(PAGE))


def test_a_space_keeps_its_own_list_and_sees_no_other(client_of, make_space, make_member, moderator):
    keeper = make_member("Karla")
    space = make_space("secret", keeper=keeper, name="Quiet Kestrel")
    actions.watch_words("Bluebird", by=moderator)
    actions.watch_words("Kestrel", by=keeper, audience=space.audience_id)

    theirs, ours = text(client_of(keeper).get(PAGE)), text(client_of(moderator).get(PAGE))

    assert ("Bluebird" in theirs, "Kestrel</bdi>" in theirs) == (False, True)
    assert ("Bluebird" in ours, "Kestrel" in ours) == (True, False)


def test_nobody_writes_in_a_list_that_is_not_theirs(make_space, make_member, moderator, member):
    keeper = make_member("Karla")
    space = make_space("secret", keeper=keeper)

    for person, audience in [(keeper, None), (moderator, space.audience_id), (member, None)]:
        with pytest.raises(NotAllowed):
            actions.watch_words("Bluebird", by=person, audience=audience)


def test_the_list_of_another_space_can_not_be_chosen(client_of, make_space, make_member, moderator):
    space = make_space("secret", keeper=make_member("Karla"))

    page = client_of(moderator).post(PAGE, typed(audience=space.audience_id))

    assert list(page.context["form"].errors) == ["audience"]


def test_the_page_costs_the_same_for_one_word_and_three(
    as_moderator, moderator, django_assert_num_queries, django_assert_max_num_queries
):
    actions.watch_words("one", by=moderator)
    as_moderator.get(PAGE)
    with django_assert_max_num_queries(30) as asked:
        as_moderator.get(PAGE)
        number = len(asked)
    for words in ("two", "three"):
        actions.watch_words(words, by=moderator)

    with django_assert_num_queries(number):
        as_moderator.get(PAGE)
