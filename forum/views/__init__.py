from forum.views.amending import post_amend, post_appeal, post_said, topic_said
from forum.views.arranging import (
    arrange,
    board_archive,
    board_edit,
    board_shift,
    open_board_new,
    theme_edit,
    theme_new,
    theme_remove,
    theme_shift,
)
from forum.views.asking import topic_applies, topic_ask
from forum.views.boards import board_list, board_new, topic_list
from forum.views.conversations import (
    conversation,
    conversation_add,
    conversation_leave,
    conversation_list,
    conversation_mute,
    conversation_unmute,
    message,
)
from forum.views.conversing import conversation_new, conversation_write, message_report
from forum.views.drafts import draft_list, draft_save, draft_throw_away
from forum.views.editing import topic_edit, topic_slow
from forum.views.finding import topic_fresh, topic_search
from forum.views.lifting import lifting, lifting_list, post_lift
from forum.views.lists import board_read, catch_up, topics_across, topics_read
from forum.views.marks import bookmark_list, post_bookmark, post_bookmark_remove, post_signal
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
from forum.views.moving import move, topic_move, topic_split
from forum.views.previewing import preview
from forum.views.settling import post_accept, topic_more, topic_reopen, topic_vote
from forum.views.similar import similar
from forum.views.taking import board_feed, topic_export, topic_print
from forum.views.topics import post_detail, post_history, topic_detail
from forum.views.translating import (
    post_translate,
    translation,
    translation_history,
    translation_report,
    translation_withdraw,
)
from forum.views.writing import post_edit, post_withdraw, topic_new, topic_reply

__all__ = [
    "similar",
    "topic_applies",
    "topic_ask",
    "topic_edit",
    "topic_slow",
    "move",
    "topic_move",
    "topic_split",
    "board_feed",
    "topic_export",
    "topic_fresh",
    "topic_print",
    "topic_search",
    "open_board_new",
    "post_accept",
    "topic_more",
    "topic_reopen",
    "topic_vote",
    "lifting",
    "lifting_list",
    "post_lift",
    "arrange",
    "board_archive",
    "board_edit",
    "board_list",
    "board_new",
    "board_read",
    "board_shift",
    "bookmark_list",
    "catch_up",
    "conversation",
    "conversation_add",
    "conversation_leave",
    "conversation_list",
    "conversation_mute",
    "conversation_new",
    "conversation_unmute",
    "conversation_write",
    "draft_list",
    "draft_save",
    "draft_throw_away",
    "message",
    "message_report",
    "post_accept",
    "post_amend",
    "post_bookmark",
    "post_bookmark_remove",
    "post_detail",
    "post_edit",
    "post_hide",
    "post_history",
    "post_report",
    "post_restore",
    "post_appeal",
    "post_said",
    "post_translate",
    "post_signal",
    "post_withdraw",
    "preview",
    "theme_edit",
    "theme_new",
    "theme_remove",
    "theme_shift",
    "topic_detail",
    "topic_hide",
    "topic_list",
    "topic_lock",
    "topic_more",
    "topic_new",
    "topic_pin",
    "topic_reopen",
    "topic_reply",
    "topic_restore",
    "topic_said",
    "topic_unlock",
    "topic_unpin",
    "topic_vote",
    "topics_across",
    "topics_read",
    "translation",
    "translation_history",
    "translation_report",
    "translation_withdraw",
]
