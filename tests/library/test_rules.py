"""Who may do what with whose lesson, and that the list of what one may edit says the same as the rule for one."""

import pytest

from cms import rules as pages
from cms.ensure import library_section
from library import rules
from library.models import LessonPage
from library.querysets import editable_by
from tests.factories.library import make_draft, make_lesson

pytestmark = pytest.mark.django_db

PEOPLE = [
    "nobody",
    "member",
    "moderator",
    "trainer",
    "another_trainer",
    "editor",
    "steward",
    "operator",
    "dormant_editor",
]


@pytest.fixture
def people(make_member, member, moderator, trainer, editor, steward, operator):
    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    dormant = make_member("Dora Dormant", roles=["editor"])
    dormant.dormant_at = timezone.now()
    dormant.save()
    return {
        "nobody": AnonymousUser(),
        "member": member,
        "moderator": moderator,
        "trainer": trainer,
        "another_trainer": make_member("Tara Trainer", roles=["trainer"]),
        "editor": editor,
        "steward": steward,
        "operator": operator,
        "dormant_editor": dormant,
    }


@pytest.mark.parametrize(
    ("who", "writes", "adds", "edits_own_draft", "publishes"),
    [
        ("nobody", False, False, False, False),
        ("member", False, False, False, False),
        ("moderator", False, False, False, False),
        ("trainer", True, True, True, False),
        ("another_trainer", True, True, False, False),
        ("editor", True, True, True, True),
        ("steward", False, False, False, False),
        ("operator", False, False, False, False),
        ("dormant_editor", False, False, False, False),
    ],
)
def test_who_may_do_what(people, trainer, who, writes, adds, edits_own_draft, publishes):
    draft = make_draft(trainer)
    person = people[who]

    answers = (
        rules.can_write(person),
        rules.can_add(person, library_section("ar", "public")),
        pages.can_edit(person, draft),
        pages.can_publish(person, draft),
    )

    assert answers == (writes, adds, edits_own_draft, publishes)
    assert rules.can_translate(person, draft) == publishes


@pytest.mark.parametrize("who", PEOPLE)
def test_what_one_may_edit_is_the_same_one_by_one_and_in_a_list(people, trainer, editor, who):
    lessons = [make_draft(trainer), make_draft(editor), make_lesson(editor)]
    person = people[who]

    listed = set(editable_by(LessonPage.objects.all(), person).values_list("pk", flat=True))

    assert listed == {lesson.pk for lesson in lessons if pages.can_edit(person, lesson)}
