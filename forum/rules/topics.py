"""Of topics: who answers, settles, changes, closes and moves them."""

from datetime import timedelta

from django.utils import timezone

from forum.rules.boards import can_moderate, can_start_topic, can_write
from forum.rules.standing import takes_replies, waits
from forum.rules.writers import started
from members.rules import can_see_people_of

TITLE_GRACE = timedelta(hours=1)


def can_reply(user, topic) -> bool:
    return takes_replies(topic) and can_write(user, topic.board)


def can_settle(user, topic) -> bool:
    """Who says whether a question is answered: its asker, as long as they write there, or a moderator."""
    if topic.kind != "question" or not topic.stands:
        return False
    return can_moderate(user, topic.board) or (started(user, topic) and can_write(user, topic.board))


def can_edit_topic(user, topic) -> bool:
    """Title, kind, language, concepts: moderators; who started it, for an hour and as long as nobody has answered."""
    if not topic.stands or topic.locked_at and not can_moderate(user, topic.board):
        return False
    return can_moderate(user, topic.board) or edits_as_starter(user, topic)


def edits_as_starter(user, topic) -> bool:
    """Whether this person, moderator or not, may change it because they started it."""
    is_fresh = topic.last_number <= 1 and timezone.now() - topic.created_at < TITLE_GRACE
    is_open = topic.stands and not topic.locked_at
    return is_open and is_fresh and started(user, topic) and can_write(user, topic.board)


def can_ask(user, topic) -> bool:
    """Invite experts to answer: who started the topic, or a moderator, where one may see who could."""
    if not can_reply(user, topic) or not (started(user, topic) or can_moderate(user, topic.board)):
        return False
    return topic.board.space is None or can_see_people_of(user, topic.board.space)


def can_say_applies(user, topic) -> bool:
    """Say of a lesson or a practice that it applies to the topic."""
    return topic.stands and can_write(user, topic.board)


def can_close(user, topic) -> bool:
    """Lock, unlock, pin and unpin."""
    return topic.stands and can_moderate(user, topic.board)


def can_move(user, topic, board) -> bool:
    """Take a topic, or posts of it, to a board (its own, where they only go into another topic): who moderates where it
    is, and starts topics where it goes. What waits goes to the same readers alone, by who decides on it there too."""
    if topic.held_at and not _decides_there_too(user, topic, board):
        return False
    return can_moderate(user, topic.board) and can_start_topic(user, board)


def _decides_there_too(user, topic, board):
    return board.audience_id == topic.audience_id and can_moderate(user, board) and not started(user, topic)


def can_take_elsewhere(user, topic) -> bool:
    """Whether there is a way to move it for this person: as it stands, or while it waits."""
    return _decides_there_too(user, topic, topic.board) if waits(topic) else can_close(user, topic)


def can_second(user, move) -> bool:
    """Whether this moderator may say the second word to what another asked for."""
    return user != move.asked_by and can_move(user, move.topic, move.board)
