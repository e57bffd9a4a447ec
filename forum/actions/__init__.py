"""What people do in the forum: the only writer of this room's tables."""

from forum.actions.amending import amend_post
from forum.actions.answers import accept_answer, ask_for_more, reopen_question
from forum.actions.appealing import appeal_post
from forum.actions.asking import ask_to_answer, say_applies, unsay_applies
from forum.actions.boards import (
    add_board,
    add_open_board,
    archive_board,
    create_board,
    edit_board,
    reopen_board,
    shift_board,
)
from forum.actions.conversing import (
    add_people,
    delete_message,
    hide_message,
    leave_conversation,
    mute_conversation,
    note_read_message,
    report_messages,
    start_conversation,
    take_message_away,
    unmute_conversation,
    write_message,
)
from forum.actions.drafts import drop_sent_draft, save_draft, throw_away_draft, throw_away_old_drafts
from forum.actions.editing import edit_post
from forum.actions.erasing import erase_message, erase_post, erase_topic, erase_topic_again, erase_translation
from forum.actions.holding import approve_post, approve_topic, reject_post, reject_topic
from forum.actions.lifting import agree_to_lifting, ask_lifting, note_name_shown, refuse_lifting
from forum.actions.marks import remind, remove_bookmark, set_bookmark, signal, take_signal_back
from forum.actions.moderating import (
    bring_back_post,
    bring_back_topic,
    conceal_post,
    hide_post,
    hide_topic,
    lock_topic,
    pin_topic,
    put_away_post,
    put_away_topic,
    report_post,
    restore_post,
    restore_topic,
    unlock_topic,
    unpin_topic,
)
from forum.actions.moving import agree_to_move, drop_move, move
from forum.actions.polls import start_poll, vote
from forum.actions.reading import (
    catch_up,
    catch_up_in,
    keep_unsent,
    mark_read,
    throw_away_old_unsent,
    throw_away_unsent,
)
from forum.actions.rendering import render_anew
from forum.actions.slowing import slow_topic
from forum.actions.taking import export_topic
from forum.actions.themes import add_theme, remove_theme, rename_theme, shift_theme
from forum.actions.topics import edit_topic
from forum.actions.translating import (
    approve_translation,
    bring_back_translation,
    conceal_translation,
    put_away_translation,
    reject_translation,
    report_translation,
    translate_post,
    withdraw_translation,
)
from forum.actions.withdrawing import withdraw_post
from forum.actions.writing import reply, start_topic

__all__ = [
    "export_topic",
    "ask_to_answer",
    "edit_topic",
    "say_applies",
    "slow_topic",
    "unsay_applies",
    "agree_to_move",
    "drop_move",
    "move",
    "accept_answer",
    "add_board",
    "add_open_board",
    "add_people",
    "add_theme",
    "agree_to_lifting",
    "amend_post",
    "appeal_post",
    "approve_post",
    "approve_topic",
    "approve_translation",
    "archive_board",
    "ask_for_more",
    "ask_lifting",
    "bring_back_post",
    "bring_back_topic",
    "bring_back_translation",
    "conceal_translation",
    "catch_up",
    "catch_up_in",
    "conceal_post",
    "create_board",
    "delete_message",
    "drop_sent_draft",
    "edit_board",
    "edit_post",
    "erase_message",
    "erase_post",
    "erase_topic",
    "erase_topic_again",
    "erase_translation",
    "hide_message",
    "hide_post",
    "hide_topic",
    "keep_unsent",
    "leave_conversation",
    "lock_topic",
    "mark_read",
    "mute_conversation",
    "note_name_shown",
    "note_read_message",
    "pin_topic",
    "put_away_post",
    "put_away_topic",
    "put_away_translation",
    "refuse_lifting",
    "reject_post",
    "reject_topic",
    "reject_translation",
    "remove_theme",
    "rename_theme",
    "reopen_board",
    "reopen_question",
    "remind",
    "remove_bookmark",
    "render_anew",
    "reply",
    "report_messages",
    "report_post",
    "report_translation",
    "restore_post",
    "restore_topic",
    "save_draft",
    "shift_board",
    "shift_theme",
    "start_conversation",
    "start_poll",
    "set_bookmark",
    "signal",
    "start_topic",
    "take_message_away",
    "take_signal_back",
    "throw_away_draft",
    "throw_away_old_drafts",
    "throw_away_old_unsent",
    "throw_away_unsent",
    "translate_post",
    "unlock_topic",
    "unmute_conversation",
    "unpin_topic",
    "vote",
    "withdraw_post",
    "withdraw_translation",
    "write_message",
]
