"""Of translations of posts."""

from core.gate import is_member
from forum.rules.boards import can_moderate, can_write
from forum.rules.standing import is_there


def can_translate(user, post) -> bool:
    """Whoever writes where the post stands, as long as it does; in a closed topic too, to which this adds nothing."""
    return post.stands and post.topic.stands and can_write(user, post.topic.board)


def can_withdraw_translation(user, translation) -> bool:
    return is_member(user) and translation.author_id == user.pk and is_there(translation)


def can_report_translation(user, translation) -> bool:
    return is_member(user) and translation.stands and translation.author_id != user.pk


def can_moderate_translation(user, translation) -> bool:
    return can_moderate(user, translation.post.topic.board) and translation.author_id != user.pk


def hears_of_translation(user, translation) -> bool:
    """Whether this person reads what moderators say to who made it."""
    return is_member(user) and (translation.author_id == user.pk or can_moderate_translation(user, translation))
