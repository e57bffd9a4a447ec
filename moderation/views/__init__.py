from moderation.views.deleting import delete, deletion_erase, deletion_keep, deletions, hold, holds
from moderation.views.flags import flag
from moderation.views.items import (
    review_assign,
    review_claim,
    review_decide,
    review_item,
    review_of,
    review_release,
)
from moderation.views.queue import reports, review_bulk, review_queue
from moderation.views.replies import reply_edit, reply_list, reply_new, reply_retire
from moderation.views.words import watched_word_remove, watched_words, watched_words_try

__all__ = [
    "delete",
    "deletion_erase",
    "deletion_keep",
    "deletions",
    "flag",
    "hold",
    "holds",
    "reply_edit",
    "reply_list",
    "reply_new",
    "reply_retire",
    "reports",
    "review_assign",
    "review_bulk",
    "review_claim",
    "review_decide",
    "review_item",
    "review_of",
    "review_queue",
    "review_release",
    "watched_word_remove",
    "watched_words",
    "watched_words_try",
]
