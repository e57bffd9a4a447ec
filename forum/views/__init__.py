from forum.views.boards import board_list, board_new, catch_up, topic_list
from forum.views.moderating import (
    post_hide,
    post_report,
    post_restore,
    topic_hide,
    topic_lock,
    topic_pin,
    topic_restore,
    topic_unlock,
    topic_unpin,
)
from forum.views.topics import post_detail, post_history, topic_detail
from forum.views.writing import post_edit, post_withdraw, preview, topic_new, topic_reply

__all__ = [
    "board_list",
    "board_new",
    "catch_up",
    "post_detail",
    "post_edit",
    "post_hide",
    "post_history",
    "post_report",
    "post_restore",
    "post_withdraw",
    "preview",
    "topic_detail",
    "topic_hide",
    "topic_list",
    "topic_lock",
    "topic_new",
    "topic_pin",
    "topic_reply",
    "topic_restore",
    "topic_unlock",
    "topic_unpin",
]
