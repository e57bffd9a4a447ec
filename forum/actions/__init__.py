"""What people do in the forum: the only writer of this room's tables."""

from forum.actions.answers import accept_answer, ask_for_more, reopen_question
from forum.actions.boards import add_board, archive_board, create_board, edit_board, reopen_board, shift_board
from forum.actions.drafts import drop_sent_draft, save_draft, throw_away_draft, throw_away_old_drafts
from forum.actions.moderating import (
    hide_post,
    hide_topic,
    lock_topic,
    pin_topic,
    report_post,
    restore_post,
    restore_topic,
    unlock_topic,
    unpin_topic,
)
from forum.actions.polls import start_poll, vote
from forum.actions.reading import (
    catch_up,
    catch_up_in,
    keep_unsent,
    mark_read,
    throw_away_old_unsent,
    throw_away_unsent,
)
from forum.actions.themes import add_theme, remove_theme, rename_theme, shift_theme
from forum.actions.writing import edit_post, reply, start_topic, withdraw_post

__all__ = [
    "accept_answer",
    "ask_for_more",
    "reopen_question",
    "start_poll",
    "vote",
    "add_theme",
    "archive_board",
    "edit_board",
    "remove_theme",
    "rename_theme",
    "reopen_board",
    "shift_board",
    "shift_theme",
    "add_board",
    "catch_up",
    "catch_up_in",
    "create_board",
    "drop_sent_draft",
    "edit_post",
    "hide_post",
    "hide_topic",
    "keep_unsent",
    "lock_topic",
    "mark_read",
    "pin_topic",
    "reply",
    "report_post",
    "restore_post",
    "restore_topic",
    "save_draft",
    "start_topic",
    "throw_away_draft",
    "throw_away_old_drafts",
    "throw_away_old_unsent",
    "throw_away_unsent",
    "unlock_topic",
    "unpin_topic",
    "withdraw_post",
]
