from forum.views.arranging import (
    arrange,
    board_archive,
    board_edit,
    board_shift,
    theme_edit,
    theme_new,
    theme_remove,
    theme_shift,
)
from forum.views.boards import board_list, board_new, topic_list
from forum.views.drafts import draft_list, draft_save, draft_throw_away
from forum.views.lists import board_read, catch_up, topics_across, topics_read
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
from forum.views.settling import post_accept, topic_more, topic_reopen, topic_vote
from forum.views.topics import post_detail, post_history, topic_detail
from forum.views.writing import post_edit, post_withdraw, preview, topic_new, topic_reply

__all__ = [
    "post_accept",
    "topic_more",
    "topic_reopen",
    "topic_vote",
    "arrange",
    "board_archive",
    "board_edit",
    "board_shift",
    "theme_edit",
    "theme_new",
    "theme_remove",
    "theme_shift",
    "board_list",
    "board_new",
    "board_read",
    "catch_up",
    "draft_list",
    "draft_save",
    "draft_throw_away",
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
    "topics_across",
    "topics_read",
]
