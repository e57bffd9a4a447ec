"""Boards and themes: called, ordered and archived by those whom the rules let, without code."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from forum import actions, rules
from forum.models import Board, BoardTheme
from tests.factories.forum import make_board

pytestmark = pytest.mark.django_db


def titles(page):
    """[(theme or space, [boards])] of a list of boards, as it is called."""
    return [
        (str(group.theme or group.space or ""), [row["board"].title for row in rows])
        for group, rows in page.context["groups"]
    ]


@pytest.mark.parametrize(
    ("who", "place", "expected"),
    [
        ("moderator", "members", True),
        ("steward", "members", True),
        ("member", "members", False),
        ("moderator", "space", False),
        ("steward", "space", False),
        ("keeper", "space", True),
        ("other", "space", False),
    ],
)
def test_who_changes_a_board(request, make_space, make_member, other, who, place, expected):
    keeper = make_member("Karla Keeper")
    board = make_board("members" if place == "members" else make_space(keeper=keeper, people=[other]).audience)
    person = keeper if who == "keeper" else request.getfixturevalue(who)

    assert rules.can_edit_board(person, board) is expected


def test_boards_stand_under_their_themes_in_the_order_of_the_moderators(as_moderator, as_member, moderator, make_space):
    second = actions.add_theme(by=moderator, titles={"en": "Evidence", "fr": "Preuve"})
    first = actions.add_theme(by=moderator, titles={"en": "Victims"})
    make_board(title="Alone"), make_board(title="Chains", theme=second), make_board(title="Scenes", theme=second)
    make_board(title="Hearing", theme=first)
    scenes = Board.objects.get(texts__title="Scenes")

    as_moderator.post(f"/forum/b/{scenes.ref}/shift/", {"to": "up"})
    as_moderator.post(f"/forum/arrange/h/{first.ref}/shift/", {"to": "up"})

    expected = [("Victims", ["Hearing"]), ("Evidence", ["Scenes", "Chains"]), ("", ["Alone"])]
    assert titles(as_member.get("/forum/")) == expected


def test_at_the_end_of_its_list_a_board_stays_and_nothing_is_recorded(moderator, board):
    actions.shift_board(board, by=moderator, step=-1)

    assert not AuditEntry.objects.filter(verb="forum.shift_board").exists()


def test_texts_in_five_languages_are_changed_on_one_page(as_moderator, board, other):
    sent = {
        "title_en": "Chain of custody",
        "purpose_en": "From scene to court.",
        "title_ar": "سلسلة الحيازة",
        "languages": ["en", "ar"],
        "posting": "first_held",
        "moderators": "Otto Other",
    }

    as_moderator.post(f"/forum/b/{board.ref}/edit/", sent)

    board = Board.objects.get()
    texts = {text.language: (text.title, text.purpose) for text in board.texts.all()}
    assert texts == {"en": ("Chain of custody", "From scene to court."), "ar": ("سلسلة الحيازة", "")}
    assert (board.languages, board.posting, list(board.moderators.all())) == (["en", "ar"], "first_held", [other])
    assert rules.can_moderate(other, board)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "title_en"),
        ({"title_en": "A board", "purpose_fr": "Pour."}, "title_fr"),
        ({"title_en": "A board", "moderators": "Nobody Atall"}, "moderators"),
        ({"title_en": "A board", "theme": "aaaaaaaaaa"}, "theme"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_moderator, board, sent, field):
    page = as_moderator.post(f"/forum/b/{board.ref}/edit/", sent)

    assert list(page.context["form"].errors) == [field]
    assert [page.context["form"][name].value() for name in sent] == list(sent.values())


def test_a_steward_adds_a_board_outside_of_spaces_once(client_of, steward, moderator):
    theme = actions.add_theme(by=moderator, titles={"en": "Evidence"})
    make_board("members", title="Chains")
    sent = {"title_en": "Chains", "purpose_en": "Of custody.", "audience": "public", "theme": theme.ref}
    page = client_of(steward).get("/forum/arrange/")

    first, second = (client_of(steward).post("/forum/arrange/boards/new/", sent) for _ in range(2))

    board = Board.objects.get(audience="public")
    assert "/forum/arrange/boards/new/" in page.content.decode()
    assert (board.theme, board.title, board.purpose) == (theme, "Chains", "Of custody.")
    assert first.headers["Location"] == f"/forum/b/{board.ref}/edit/"
    assert second.context["form"].non_field_errors() == ["There is a board with this name here already."]


def test_a_moderator_arranges_boards_and_adds_none(as_moderator):
    page, form = as_moderator.get("/forum/arrange/"), as_moderator.get("/forum/arrange/boards/new/")

    assert ("/forum/arrange/boards/new/" in page.content.decode(), form.status_code) == (False, 404)


def test_a_board_for_everybody_asks_for_an_audience_that_there_is(client_of, steward, make_space):
    inside = make_space().audience_id

    page = client_of(steward).post("/forum/arrange/boards/new/", {"title_en": "Chains", "audience": inside})

    assert list(page.context["form"].errors) == ["audience"]


def test_a_space_s_board_has_neither_theme_nor_moderators_of_its_own(client_of, make_space, make_member, moderator):
    keeper = make_member("Karla Keeper")
    board = make_board(make_space(keeper=keeper).audience)
    theme = actions.add_theme(by=moderator, titles={"en": "Evidence"})

    client_of(keeper).post(
        f"/forum/b/{board.ref}/edit/", {"title_en": "Inside", "theme": theme.ref, "moderators": "Karla Keeper"}
    )

    board.refresh_from_db()
    assert (board.texts.get().title, board.theme, board.moderators.count()) == ("Inside", None, 0)


def test_an_archived_board_is_read_and_written_on_no_more_until_it_is_opened(as_moderator, board, member):
    as_moderator.post(f"/forum/b/{board.ref}/archive/")
    archived = rules.can_write(member, Board.objects.get())
    as_moderator.post(f"/forum/b/{board.ref}/archive/", {"open": "1"})

    assert (archived, rules.can_write(member, Board.objects.get())) == (False, True)


def test_a_theme_that_is_added_by_a_double_click_is_one(as_moderator):
    once = as_moderator.get("/forum/arrange/themes/new/").context["form"]["once"].value()
    sent = {"title_en": "Evidence", "once": once}

    codes = [as_moderator.post("/forum/arrange/themes/new/", sent).status_code for _ in range(2)]

    assert (codes, BoardTheme.objects.count()) == ([302, 302], 1)
    assert AuditEntry.objects.filter(verb="forum.add_theme").count() == 1


def test_a_removed_theme_leaves_its_boards(as_moderator, moderator):
    theme = actions.add_theme(by=moderator, titles={"en": "Evidence"})
    board = make_board(theme=theme)

    as_moderator.post(f"/forum/arrange/h/{theme.ref}/remove/")

    board.refresh_from_db()
    assert (board.theme, BoardTheme.objects.count()) == (None, 0)


def test_arranging_shows_nothing_of_a_space_that_one_does_not_keep(as_moderator, make_space):
    make_board(make_space("secret", name="Quiet Kestrel").audience, title="Kestrel board")

    page = as_moderator.get("/forum/arrange/")

    assert "Kestrel" not in page.content.decode()


def test_arranging_costs_the_same_for_one_board_and_three(as_moderator, moderator, django_assert_num_queries):
    make_board(theme=actions.add_theme(by=moderator, titles={"en": "One"}))
    as_moderator.get("/forum/arrange/")
    with CaptureQueriesContext(connection) as asked:
        as_moderator.get("/forum/arrange/")
    one = len(asked)
    for name in ("Two", "Three"):
        make_board(theme=actions.add_theme(by=moderator, titles={"en": name}))

    with django_assert_num_queries(one):
        as_moderator.get("/forum/arrange/")
