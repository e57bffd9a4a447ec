"""The labels that say how something may be passed on: what each forbids, in which words, and which is the stricter."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from core.deeds import DEEDS, EXPORT_TEXT, LESSON, MAIL_TEXT, NAME_AUTHOR, QUOTE, SNIPPET, allows
from core.kept import Kept
from moderation import handling
from moderation.ensure import ensure
from moderation.handling import COMMUNITY, covers, forbids, stricter
from moderation.models import Forbidden, Handling, HandlingText
from tests.factories.library import make_lesson

pytestmark = pytest.mark.django_db

FORBIDDEN = {
    "community": set(),
    "not_for_attribution": {NAME_AUTHOR},
    "not_as_evidence": {NAME_AUTHOR, MAIL_TEXT, EXPORT_TEXT, LESSON},
    "ask_first": {NAME_AUTHOR, MAIL_TEXT, EXPORT_TEXT, LESSON, SNIPPET, QUOTE},
}


@pytest.mark.parametrize(("key", "deeds"), FORBIDDEN.items())
def test_a_label_forbids_what_it_says(key, deeds):
    assert {deed for deed in DEEDS if forbids(key, deed)} == deeds


def test_the_labels_stand_from_the_loosest_to_the_strictest_and_each_forbids_what_the_one_before_does():
    found = list(handling.labels().values())

    assert [label.key for label in found] == list(FORBIDDEN)
    assert all(covers(after.key, before.key) for before, after in zip(found, found[1:], strict=False))
    assert not covers("community", "not_for_attribution")


def test_of_two_labels_the_stricter_counts():
    assert stricter("not_for_attribution", "ask_first", "community") == "ask_first"
    assert stricter("community", "community") == "community"


def test_a_label_that_there_is_not_forbids_everything():
    assert all(forbids("gone", deed) for deed in DEEDS)


def test_what_carries_no_label_allows_everything(editor):
    lesson = make_lesson(editor)

    assert all(allows(lesson, deed) for deed in DEEDS)


@pytest.mark.parametrize("key", FORBIDDEN)
def test_every_label_has_its_words_in_five_languages(key):
    said = HandlingText.objects.filter(handling=key)

    assert set(said.values_list("language", flat=True)) == {"en", "fr", "es", "ar", "uk"}
    assert len(set(said.values_list("name", flat=True))) == 5


def test_a_label_is_said_in_the_language_of_the_reader():
    with translation.override("es"):
        label = handling.mark_of("not_for_attribution")

    assert (label.name, label.language) == ("Sin atribución", "es")


def test_what_the_community_may_use_anyway_bears_no_mark():
    assert handling.mark_of(COMMUNITY) is None
    assert handling.mark_of(None) is None


def test_making_them_again_changes_nothing_that_the_community_has_changed():
    Forbidden.objects.filter(handling="ask_first", deed=SNIPPET).delete()
    HandlingText.objects.filter(handling="ask_first", language="en").update(name="Ask me")

    ensure()

    Kept.clear_all()
    assert not forbids("ask_first", SNIPPET)
    assert handling.label_of("ask_first").name == "Ask me"


def test_making_them_gives_words_to_the_label_that_the_step_of_the_schema_left_without():
    Handling.objects.all().delete()
    Handling.objects.create(key=COMMUNITY, position=0)

    ensure()

    assert Handling.objects.count() == 4
    assert HandlingText.objects.filter(handling=COMMUNITY).count() == 5


def test_a_deed_that_nobody_enforces_can_not_be_forbidden():
    with pytest.raises(IntegrityError), transaction.atomic():
        Forbidden.objects.create(handling_id=COMMUNITY, deed="whisper")


def test_all_labels_are_read_in_two_queries_and_then_in_none(django_assert_num_queries):
    with django_assert_num_queries(2):
        handling.labels()
    with django_assert_num_queries(0):
        handling.labels()
