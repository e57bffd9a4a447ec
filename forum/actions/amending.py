"""What a moderator changes in somebody else's text: a version like any other, marked as theirs, and told."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from forum import refusals, rules
from forum.actions.holding import approve_post, approve_topic
from forum.actions.locking import locked_post
from forum.actions.referring import refer, referring
from forum.actions.telling import refresh_post, tell_author
from forum.actions.versions import keep_version, put_text
from forum.columns import put
from forum.languages import language_of
from forum.queued import amended_thing
from moderation.actions import require_version, settle
from search.live import refresh


@transaction.atomic
def amend_post(post, *, by, body, reason, made_from, title="", version=None, of=""):
    """Change a text as moderator, and with it decide what of it waits in the queue; what was held is let in.

    reason: one line that all readers of the history see, as they see that a moderator changed it, not who. title: of
    the topic, with its opening post. made_from: the `digest_with_title` that the change was made from. version: of
    the open item as its maker saw it, None for no item; of: whose item that is, as `forum.queued` says. Raises
    ChangedMeanwhile, Stale, AlreadyDecided, ClaimedByAnother, or what a quotation is refused with.
    """
    post = locked_post(post)
    require(rules.can_amend, by, post)
    thing = amended_thing(post, of)
    require_version(thing, version, by=by)
    if made_from != post.digest_with_title:
        raise refusals.ChangedMeanwhile(post)
    body = referring(body, post.topic.board)
    if post.number == 1 and title not in ("", post.topic.title):
        _name(post.topic, title)
    if body != post.body:
        _change(post, body, reason, by)
    record("forum.amend_post", by=by, on=post, reason=reason)
    if thing.held_at:
        (approve_topic if thing is post.topic else approve_post)(thing, by=by)
    settle(thing, "edit", by=by, reason=reason, is_kept=True)
    refresh_post(post)
    tell_author(thing, "amended")
    return post


def _change(post, body, reason, by):
    """A version that is a moderator's; whom it names and what it quotes is told with a post that is let in, and with no
    other: its author did not write that."""
    now, language = timezone.now(), language_of(body, post.language)
    keep_version(post, body, reason, now, post.handling_id, is_moderators=True)
    post.edited_at = post.moderated_at = now
    put_text(post, body, language, "moderated_at")
    refer(post, by)


def _name(topic, title):
    """Every answer is found by the words of the title, so what was taken out of it is taken out of their documents."""
    put(topic, title=title)
    refresh(topic, whole_tree=True, narrows=True)
