"""What people do in the forum: the only writer of this room's tables."""

from forum.actions.boards import add_board, create_board
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
from forum.actions.reading import catch_up, keep_unsent, mark_read, throw_away_old_unsent, throw_away_unsent
from forum.actions.writing import edit_post, reply, start_topic, withdraw_post

__all__ = [
    "add_board",
    "catch_up",
    "create_board",
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
    "start_topic",
    "throw_away_old_unsent",
    "throw_away_unsent",
    "unlock_topic",
    "unpin_topic",
    "withdraw_post",
]
