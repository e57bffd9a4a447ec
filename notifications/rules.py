"""Who may follow what."""

from core.gate import is_member
from core.things import key_of, kind_of_row, visible_keys
from notifications.following import KINDS


def can_follow(user, thing) -> bool:
    """Members follow topics, boards, concepts and spaces that they see."""
    key = key_of(thing)
    return is_member(user) and kind_of_row(thing).name in KINDS and key in visible_keys([key], user)
