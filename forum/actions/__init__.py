"""What people do in the forum: the only writer of this room's tables."""

from forum.actions.answers import accept_answer, ask_for_more, reopen_question
from forum.actions.boards import add_board, archive_board, create_board, edit_board, reopen_board, shift_board
from forum.actions.conversing import (
    add_people,
    hide_message,
    leave_conversation,
    mute_conversation,
    note_read_message,
    report_messages,
    start_conversation,
    unmute_conversation,
    write_message,
)
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
    "add_board",
    "add_people",
    "add_theme",
    "archive_board",
    "ask_for_more",
    "catch_up",
    "catch_up_in",
    "create_board",
    "drop_sent_draft",
    "edit_board",
    "edit_post",
    "hide_message",
    "hide_post",
    "hide_topic",
    "keep_unsent",
    "leave_conversation",
    "lock_topic",
    "mark_read",
    "mute_conversation",
    "note_read_message",
    "pin_topic",
    "remove_theme",
    "rename_theme",
    "reopen_board",
    "reopen_question",
    "reply",
    "report_messages",
    "report_post",
    "restore_post",
    "restore_topic",
    "save_draft",
    "shift_board",
    "shift_theme",
    "start_conversation",
    "start_poll",
    "start_topic",
    "throw_away_draft",
    "throw_away_old_drafts",
    "throw_away_old_unsent",
    "throw_away_unsent",
    "unlock_topic",
    "unmute_conversation",
    "unpin_topic",
    "vote",
    "withdraw_post",
    "write_message",
]
