"""What waits for a moderator before others read it, and why."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from forum.models import Board, Post
from forum.rules import can_moderate
from moderation.checks.words import held_by_words
from moderation.models import ReviewItem


def why_held(board, text, language, by, *, is_named):
    """Why a text that this person posts waits: a reason of the queue, or "".

    What moderators write there does not, nor what members write who are not new where new ones are held; but only
    where they sign it: what is not signed waits whoever wrote it, or its waiting would tell.
    """
    if is_named and can_moderate(by, board):
        return ""
    if board.posting == Board.ALL_HELD or (board.posting == Board.FIRST_HELD and not is_named):
        return ReviewItem.HELD
    if board.posting == Board.FIRST_HELD and is_new(by):
        return ReviewItem.FIRST
    return ReviewItem.WORD if held_by_words(text, language, board.audience_id) else ""


def is_new(user):
    """Whether this person became a member a short while ago and has not posted much yet that stands."""
    since = timezone.now() - timedelta(days=settings.NEW_MEMBER_DAYS)
    if user.accepted_at is None or user.accepted_at < since:
        return False
    few = settings.NEW_MEMBER_POSTS
    return Post.objects.standing().filter(origin__user=user)[:few].count() < few


def is_old(post):
    """Whether a post is so old that a change of it is looked at."""
    return post.created_at < timezone.now() - timedelta(days=settings.OLD_POST_DAYS)
