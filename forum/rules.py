"""Who may do what in the forum. Views, templates and actions ask the same questions."""

from core.gate import MEMBERS, PUBLIC, audiences_of, is_member
from forum.moderated import moderates
from members.rules import can_keep, can_write_in, role_in

# The larger, the more readers: what may be read by more may be quoted to fewer.
WIDTH = {PUBLIC: 2, MEMBERS: 1}


def can_create_board(user, audience) -> bool:
    """Stewards make boards for everybody and for members; keepers make those of their space."""
    space = getattr(audience, "space", None)
    if space is not None:
        return can_keep(user, space)
    return is_member(user) and "steward" in user.roles


def can_read(user, thing) -> bool:
    """Whether this person may see a board, topic or post now; asks the database."""
    return type(thing).objects.visible_to(user).filter(pk=thing.pk).exists()


def can_write(user, board) -> bool:
    """Whether this person may write on the board: readers of a space only read."""
    if not is_member(user) or board.archived_at or board.audience_id not in audiences_of(user):
        return False
    return board.space is None or can_write_in(user, board.space)


def only_reads(user, board) -> bool:
    """Whether this person is in the board's space as a reader."""
    return board.space is not None and role_in(user, board.space) == "reader"


def can_moderate(user, board) -> bool:
    """In a space its moderators; elsewhere the role moderator, or the board's own list."""
    return moderates(user, board)


def can_start_topic(user, board) -> bool:
    return can_write(user, board)


def takes_replies(topic) -> bool:
    """Whether the topic itself is open to replies, whoever asks."""
    return topic.stands and not topic.locked_at


def can_reply(user, topic) -> bool:
    return takes_replies(topic) and can_write(user, topic.board)


def wrote(user, post) -> bool:
    """Whether this person wrote it, whatever face it shows. The origin goes when its person's account is deleted."""
    origin = getattr(post, "origin", None)
    return is_member(user) and origin is not None and origin.user_id == user.pk


def is_editable(post) -> bool:
    return post.stands and takes_replies(post.topic)


def can_edit(user, post) -> bool:
    return wrote(user, post) and is_editable(post) and can_write(user, post.topic.board)


def can_withdraw(user, post) -> bool:
    """Authors take back what stands, also from a closed topic, as long as they can read it."""
    return wrote(user, post) and post.stands and post.topic.board.audience_id in audiences_of(user)


def can_hide(user, thing) -> bool:
    """`thing` is a topic or a post."""
    return not thing.hidden_at and not thing.erased_at and can_moderate(user, board_of(thing))


def can_restore(user, thing) -> bool:
    return bool(thing.hidden_at) and not thing.erased_at and can_moderate(user, board_of(thing))


def can_report(user, post) -> bool:
    return post.stands and not wrote(user, post) and is_member(user)


def can_close(user, topic) -> bool:
    """Lock, unlock, pin and unpin."""
    return topic.stands and can_moderate(user, topic.board)


def can_quote(user, post, into) -> bool:
    """Whether everybody who reads the topic `into` may read the quoted post's topic as well, and this person does."""
    return not is_narrower(post.topic.audience_id, into.audience_id) and can_read(user, post)


def is_narrower(source, target) -> bool:
    """Whether some who hold the audience key `target` do not hold `source`."""
    return source != target and WIDTH.get(source, 0) <= WIDTH.get(target, 0)


def board_of(thing):
    """The board of a topic or a post."""
    return thing.topic.board if hasattr(thing, "topic_id") else thing.board
