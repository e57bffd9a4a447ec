"""What members hear of from the forum. Each module registers the kinds that it is about."""

from forum.notices import conversations, decisions, lifting, posts

__all__ = ["conversations", "decisions", "lifting", "posts"]
