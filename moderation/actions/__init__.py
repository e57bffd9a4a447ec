"""What is done with reports and with the queue. The only writer of this room's tables."""

from moderation.actions.checking import note_decision
from moderation.actions.claiming import assign, claim, release
from moderation.actions.deciding import Saying, ask, decide, require_version, settle
from moderation.actions.erasing import delete, erase_again, erase_due, erase_now, keep, keep_after_all
from moderation.actions.flagging import flag
from moderation.actions.holds import lift_hold, set_hold
from moderation.actions.queueing import note_change, open_item, open_item_of
from moderation.actions.replies import retire_reply, save_reply
from moderation.actions.words import drop_words, watch_words
from moderation.decisions import DISMISS
from moderation.refusals import AlreadyDecided

__all__ = [
    "DISMISS",
    "AlreadyDecided",
    "Saying",
    "ask",
    "assign",
    "claim",
    "decide",
    "delete",
    "drop_words",
    "erase_again",
    "erase_due",
    "erase_now",
    "flag",
    "keep",
    "keep_after_all",
    "lift_hold",
    "note_change",
    "note_decision",
    "open_item",
    "open_item_of",
    "release",
    "require_version",
    "retire_reply",
    "save_reply",
    "set_hold",
    "settle",
    "watch_words",
]
