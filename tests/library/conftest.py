"""Lessons for the tests of the library, and an index of the test's own."""

import pytest

from tests.factories.library import make_draft, make_lesson
from tests.search.conftest import index  # noqa: F401  (a fixture)


@pytest.fixture
def lesson(editor):
    """A members' lesson in English, published by Edda Editor."""
    return make_lesson(editor, title="Agree the exit before the entry", summary="Two States agreed half of it.")


@pytest.fixture
def draft(trainer):
    """A draft of Tomas Trainer's."""
    return make_draft(trainer, title="Sound off first")


@pytest.fixture
def queries_of():
    """queries_of(client, url) -> how many questions a page asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).templates
        return len(asked)

    return ask
