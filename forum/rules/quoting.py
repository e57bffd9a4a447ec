"""What may be quoted where: never to more people than can read it where it stands."""

from core.deeds import QUOTE, allows
from core.gate import MEMBERS, PUBLIC
from forum.rules.boards import can_read

# The larger, the more readers: what may be read by more may be quoted to fewer.
WIDTH = {PUBLIC: 2, MEMBERS: 1}


def can_quote(user, post, into) -> bool:
    """Whether everybody who reads the topic `into` may read the quoted post's topic as well, and this person does."""
    return not is_narrower(post.topic.audience_id, into.audience_id) and can_read(user, post)


def may_be_quoted(post, into) -> bool:
    """Whether the post's own label lets it be quoted in the topic `into`."""
    return post.topic_id == into.pk or allows(post, QUOTE)


def is_narrower(source, target) -> bool:
    """Whether some who hold the audience key `target` do not hold `source`."""
    return source != target and WIDTH.get(source, 0) <= WIDTH.get(target, 0)
