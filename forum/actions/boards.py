"""Making boards, and what those who keep them change: texts, theme, languages, own moderators, place, archive."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Audience
from core.refusals import require
from forum import refusals, rules
from forum.models import Board, BoardText
from moderation.models.handling import COMMUNITY


@transaction.atomic
def create_board(
    *,
    audience,
    texts,
    by,
    position=0,
    moderators=(),
    theme=None,
    languages=(),
    posting=Board.OPEN,
    default_handling=COMMUNITY,
):
    """Make a board for an audience. `texts` is {language: (title, purpose)}; `by` is None for the operator.

    default_handling: the key of the label that posts get there unless their writers choose another.
    """
    if by is not None:
        require(rules.can_create_board, by, audience)
    board = Board.objects.create(
        audience=audience,
        position=position,
        theme=theme,
        languages=list(languages),
        posting=posting,
        default_handling_id=default_handling,
    )
    _write_texts(board, texts)
    record("forum.create_board", by=by, on=board)
    _appoint(board, moderators, by)
    return board


@transaction.atomic
def add_board(space, *, title, purpose, language, by, default_handling=COMMUNITY):
    """A board of a space, after those it has. Raises BoardThere for a name that one of them has."""
    require(rules.can_create_board, by, space.audience)
    boards = _alone_in(space.audience, [title])
    texts = {language: (title, purpose)}
    return create_board(
        audience=space.audience, texts=texts, by=by, position=boards.count() + 1, default_handling=default_handling
    )


@transaction.atomic
def add_open_board(*, key, texts, by, theme=None):
    """A board for everybody or for all members, after those of its theme; key: of the audience. Raises BoardThere for a
    name that another of the same audience has."""
    audience = Audience.objects.get(key=key)
    require(rules.can_create_board, by, audience)
    _alone_in(audience, [title for title, _purpose in texts.values()])
    position = Board.objects.filter(audience__space=None, theme=theme).count() + 1
    return create_board(audience=audience, texts=texts, by=by, position=position, theme=theme)


def _alone_in(audience, titles):
    """The boards of an audience, of which none has any of the titles, or BoardThere; two who ask at once are one after
    the other."""
    Audience.objects.select_for_update(no_key=True).get(key=audience.key)
    boards = Board.objects.filter(audience=audience)
    if boards.filter(texts__title__in=titles).exists():
        raise refusals.BoardThere
    return boards


@transaction.atomic
def edit_board(
    board, *, by, texts, theme=None, languages=(), moderators=(), posting=Board.OPEN, default_handling=COMMUNITY
):
    """Change what a board is called and for, how one posts there, and where it stands among the others. Themes and
    moderators of its own are for boards outside of spaces: a space's people moderate what is in it. Raises NotAllowed.
    """
    board = _locked(board)
    require(rules.can_edit_board, by, board)
    board.languages, board.posting, board.default_handling_id = list(languages), posting, default_handling
    if board.space is None:
        board.theme = theme
        _appoint(board, moderators, by)
    board.save(update_fields=["languages", "theme", "posting", "default_handling"])
    _write_texts(board, texts)
    record("forum.edit_board", by=by, on=board)
    return board


@transaction.atomic
def shift_board(board, *, by, step):
    """Put a board one place up (-1) or down (1) among those that stand beside it; at the end it stays."""
    board = _locked(board)
    require(rules.can_edit_board, by, board)
    if shifted(_beside(board), board, step):
        record("forum.shift_board", by=by, on=board)
    return board


@transaction.atomic
def archive_board(board, *, by):
    """Nothing is added to it any more; it is read as before."""
    return _set_archived(board, timezone.now(), by=by, verb="forum.archive_board")


@transaction.atomic
def reopen_board(board, *, by):
    """Undo archive_board."""
    return _set_archived(board, None, by=by, verb="forum.reopen_board")


def _set_archived(board, moment, *, by, verb):
    board = _locked(board)
    require(rules.can_edit_board, by, board)
    if bool(board.archived_at) != bool(moment):
        board.archived_at = moment
        board.save(update_fields=["archived_at"])
        record(verb, by=by, on=board)
    return board


def _locked(board):
    rows = Board.objects.select_related("audience__space").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=board.pk)


def _beside(board):
    """The boards of its theme, or of its space, in order, under lock."""
    rows = Board.objects.select_for_update(of=("self",), no_key=True).order_by("position", "pk")
    if board.space is None:
        return rows.filter(audience__space=None, theme=board.theme_id)
    return rows.filter(audience=board.audience_id)


def shifted(rows, row, step):
    """Change places with a neighbour and number all anew; whether there was one."""
    rows = list(rows)
    here = next(place for place, each in enumerate(rows) if each.pk == row.pk)
    there = here + step
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    for position, each in enumerate(rows, start=1):
        type(each).objects.filter(pk=each.pk).update(position=position)
    return True


def _write_texts(board, texts):
    board.texts.exclude(language__in=texts).delete()
    for language, (title, purpose) in texts.items():
        BoardText.objects.update_or_create(
            board=board, language=language, defaults={"title": title, "purpose": purpose}
        )


def _appoint(board, moderators, by):
    """Those named moderate the board from now on, and nobody else by its list. Who comes and who goes is recorded, with
    the board as the reason."""
    before, after = set(board.moderators.all()), set(moderators)
    board.moderators.set(moderators)
    for verb, people in (("appoint_moderator", after - before), ("dismiss_moderator", before - after)):
        for person in sorted(people, key=lambda each: each.pk):
            record(f"forum.{verb}", by=by, on=person, reason=f"board:{board.ref}", place=board.audience_id)
    for person in before | after:
        person.forget_rights()
