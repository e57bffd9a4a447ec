"""Who may do what with pages and pictures: person × situation → answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cms import rules
from cms.ensure import library_section
from tests.factories.cms import make_page

pytestmark = pytest.mark.django_db
PEOPLE = ("nobody", "member", "moderator", "trainer", "editor", "steward", "operator")


@pytest.fixture
def people(request):
    return {name: AnonymousUser() if name == "nobody" else request.getfixturevalue(name) for name in PEOPLE}


def who(people, rule, *about):
    return {name for name, user in people.items() if rule(user, *about)}


def test_trainers_and_editors_enter(people):
    assert who(people, rules.can_enter) == {"trainer", "editor"}


@pytest.mark.parametrize("ended", ["dormant_at", "disabled_at"])
def test_who_is_no_member_any_more_does_not_enter(editor, ended):
    details = {ended: timezone.now(), "is_active": ended != "disabled_at"}
    type(editor).objects.filter(pk=editor.pk).update(**details)
    editor = type(editor).objects.get(pk=editor.pk)

    assert not rules.can_enter(editor)


@pytest.mark.parametrize("audience", ["public", "members"])
def test_editors_edit_and_publish_what_others_wrote(people, audience):
    page = make_page(audience)

    assert who(people, rules.can_edit, page) == {"editor"}
    assert who(people, rules.can_publish, page) == {"editor"}


def test_trainers_edit_what_is_theirs_and_do_not_publish_it(people, trainer):
    page = make_page(owner=trainer, live=False)

    assert who(people, rules.can_edit, page) == {"trainer", "editor"}
    assert who(people, rules.can_publish, page) == {"editor"}


def test_moderators_and_editors_take_pages_out_of_sight(people, members_page):
    assert who(people, rules.can_moderate, members_page) == {"moderator", "editor"}


def test_editors_open_pictures(people):
    assert who(people, rules.can_open_pictures) == {"editor"}


def test_who_writes_adds_pictures(people):
    assert who(people, rules.can_add_picture) == {"trainer", "editor"}


# What Wagtail's own screens ask: `Permissions`.


def allowed(user, page, *questions):
    may = page.permissions_for_user(user)
    return {question for question in questions if getattr(may, question)()}


ASKED = (
    "can_add_subpage", "can_edit", "can_delete", "can_move", "can_copy", "can_publish", "can_unpublish", "can_lock",
    "can_publish_subpage", "can_set_view_restrictions",
)  # fmt: skip


def test_what_an_editor_may_do_with_a_page_a_shelf_and_a_home(editor, members_page):
    section = library_section("en", "members")

    assert allowed(editor, members_page, *ASKED) == {
        "can_edit", "can_delete", "can_move", "can_copy", "can_publish", "can_unpublish", "can_lock",
    }  # fmt: skip
    for needed in (section, section.get_parent().specific):
        assert allowed(editor, needed, *ASKED) == {
            "can_add_subpage", "can_edit", "can_copy", "can_publish", "can_lock", "can_publish_subpage",
        }  # fmt: skip


def test_what_a_trainer_may_do(trainer, members_page):
    own, section = make_page(owner=trainer, live=False), library_section("en", "members")

    assert allowed(trainer, members_page, *ASKED) == set()
    assert allowed(trainer, own, *ASKED) == {"can_edit", "can_delete", "can_move", "can_copy"}
    assert allowed(trainer, section, *ASKED) == {"can_add_subpage"}
    assert own.permissions_for_user(trainer).can_submit_for_moderation()


@pytest.mark.parametrize("source", ["public", "members"])
@pytest.mark.parametrize("target", ["public", "members"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_where_an_editor_may_move_and_copy_to(editor, sections, source, target, language):
    page, destination = make_page(source), sections[language, target]
    may = page.permissions_for_user(editor)
    expected = language == "en" and (source, target) != ("members", "public")

    assert (may.can_move_to(destination), may.can_copy_to(destination)) == (expected, expected)
