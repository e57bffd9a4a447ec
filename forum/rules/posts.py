"""Of posts: who changes, takes back, keeps, marks and reports them."""

from core.gate import audiences_of, is_member
from forum.rules.boards import can_write
from forum.rules.standing import is_editable, is_there
from forum.rules.writers import wrote
from members.rules import is_silenced


def can_keep_drafts(user) -> bool:
    return is_member(user)


def can_bookmark(user, post) -> bool:
    """Whatever a member sees. (Whether they see it is asked where it is fetched.)"""
    return is_member(user)


def can_signal(user, post) -> bool:
    """Members say what a post of somebody else's was to them; who is silenced, in spaces alone."""
    if not is_member(user) or (post.topic.board.space is None and is_silenced(user)):
        return False
    return post.stands and post.topic.stands and not wrote(user, post)


def can_edit(user, post) -> bool:
    return wrote(user, post) and is_editable(post) and can_write(user, post.topic.board)


def can_withdraw(user, post) -> bool:
    """Authors take back what stands, also from a closed topic, as long as they can read it."""
    return wrote(user, post) and is_there(post) and post.topic.board.audience_id in audiences_of(user)


def can_appeal(user, post) -> bool:
    """Authors, of what moderators took out of sight: the post, or the topic that it opens."""
    away = post.hidden_at or (post.number == 1 and post.topic.hidden_at)
    return wrote(user, post) and bool(away) and not (post.withdrawn_at or post.erased_at)


def can_report(user, post) -> bool:
    return post.stands and not wrote(user, post) and is_member(user)
