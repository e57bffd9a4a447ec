"""Whose a topic or a post is, whatever face it shows. Origins are compared with the person who asks."""

from core.gate import is_member


def started(user, topic) -> bool:
    """Whether this person started it, whatever face it shows."""
    origin = getattr(topic, "origin", None)
    return is_member(user) and origin is not None and origin.user_id == user.id


def wrote(user, post) -> bool:
    """Whether this person wrote it, whatever face it shows. The origin goes when its person's account is deleted."""
    origin = getattr(post, "origin", None)
    return is_member(user) and origin is not None and origin.user_id == user.id


def shows_face(user, topic) -> bool:
    """Whether what this person does to the topic may stand under their name: not where they started it without one."""
    return topic.author_id == user.id or not started(user, topic)
