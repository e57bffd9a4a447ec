"""How much one person writes: posts within an hour, links that lead out of one post, private messages, conversations.
Who is new writes less; who moderates the place posts as they like. What was sent already counts no more."""

import re

from django.conf import settings

from core import markup
from core.limits import allow
from forum import refusals, rules
from forum.holding import is_new
from forum.models import Message, PostOrigin

HOUR, DAY = 3600, 24 * 3600  # seconds
OUTWARD = re.compile(r'<a href="(?:https?|mailto):')


def refuse_unusual(board, *, by, body, once, before=""):
    """Raise TooManyLinks or EnoughPosts for a text that this person is about to post on the board. before: the text
    that stands there already, when it is changed: that counts as no post, and its links may stay."""
    if rules.can_moderate(by, board):
        return
    posts, links = _most(by)
    if links_in(body) > max(links, links_in(before)):
        raise refusals.TooManyLinks(links)
    is_there = before or PostOrigin.objects.filter(user=by, once=once).exists()
    if not (is_there or allow("posts", by.pk, posts, HOUR)):
        raise refusals.EnoughPosts


def refuse_many_conversations(*, by, once):
    """Raise EnoughConversations for one that this person is about to start."""
    most = settings.CONVERSATIONS_PER_DAY_AT_FIRST if is_new(by) else settings.CONVERSATIONS_PER_DAY
    if not (_was_sent(by, once) or allow("conversations", by.pk, most, DAY)):
        raise refusals.EnoughConversations


def refuse_many_messages(*, by, once):
    """Raise EnoughMessages for one that this person is about to write in a conversation."""
    if not (_was_sent(by, once) or allow("private-messages", by.pk, settings.PRIVATE_MESSAGES_PER_HOUR, HOUR)):
        raise refusals.EnoughMessages


def _was_sent(user, once):
    return Message.objects.filter(author=user, once=once).exists()


def links_in(body):
    """How many links to other sites, or addresses of mail, a text shows; what stands on Fora itself is none."""
    return len(OUTWARD.findall(markup.render(body).html)) if body else 0


def _most(user):
    """(posts in an hour, links in one post)."""
    if is_new(user):
        return settings.POSTS_PER_HOUR_AT_FIRST, settings.LINKS_PER_POST_AT_FIRST
    return settings.POSTS_PER_HOUR, settings.LINKS_PER_POST
