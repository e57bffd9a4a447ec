"""What Wagtail's screens do reaches the index whatever way they do it."""

import pytest

from search.models import Pending
from tests.factories.library import make_lesson

pytestmark = pytest.mark.django_db


def test_an_alias_that_is_live_from_its_first_moment_is_queued(editor):
    lesson = make_lesson(editor)

    alias = lesson.create_alias(parent=lesson.get_parent())

    assert Pending.objects.filter(key=f"lesson:{alias.ref}").count() == 1
