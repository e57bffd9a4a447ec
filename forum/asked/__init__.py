"""What every page of the forum asks the database, prepared (`core.prepared`): each through `visible_to` as ever.

What hangs on rows (texts, concepts, institutions) is read apart and put where the models look for it first.
"""

from forum.asked.beside import translations_of, versions_of
from forum.asked.boards import board_named
from forum.asked.lists import (
    SORTED,
    chosen,
    chosen_of_all,
    counted_in,
    first_in,
    first_of_all,
    in_a_list,
    listed,
    order_of,
    unanswered_for,
    unread_for,
)
from forum.asked.moved import joined_into, led_on, stubs_in
from forum.asked.topics import accepted_in, draft_at, fresh_in, held_in, mark_in, posts_from, topic_named

__all__ = [
    "SORTED",
    "accepted_in",
    "board_named",
    "chosen",
    "chosen_of_all",
    "counted_in",
    "draft_at",
    "first_in",
    "first_of_all",
    "fresh_in",
    "held_in",
    "in_a_list",
    "joined_into",
    "led_on",
    "listed",
    "mark_in",
    "order_of",
    "posts_from",
    "stubs_in",
    "topic_named",
    "translations_of",
    "unanswered_for",
    "unread_for",
    "versions_of",
]
