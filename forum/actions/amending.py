"""What a moderator changes in somebody else's text: a version like any other, marked as theirs, and told."""

from django.db import transaction
from django.utils import timezone

from core import markup
from core.audit import record
from core.refusals import require
from forum import rules
from forum.actions.holding import approve_post, approve_topic
from forum.actions.locking import locked_post
from forum.actions.telling import refresh_post, reviewed_thing, tell_author
from forum.models import Revision, Topic
from moderation.actions import require_version, settle


@transaction.atomic
def amend_post(post, *, by, body, reason, title="", version=None):
    """Change a text as moderator, and with it decide what of it waits in the queue; what was held is let in.

    reason: one line that all readers of the history see, as they see that a moderator changed it, not who. title: of
    the topic, with its opening post. version: of the item as its maker saw it. Raises Stale, AlreadyDecided.
    """
    post = locked_post(post)
    require(rules.can_amend, by, post)
    thing = reviewed_thing(post)
    if version is not None:
        require_version(thing, version, by=by)
    if title and post.number == 1:
        _name(post.topic, title)
    if body != post.body:
        _change(post, body, reason)
    record("forum.amend_post", by=by, on=post, reason=reason)
    if thing.held_at:
        (approve_topic if thing is post.topic else approve_post)(thing, by=by)
    settle(thing, "edit", by=by, reason=reason)
    refresh_post(post)
    tell_author(thing, "amended")
    return post


def _change(post, body, reason):
    now = timezone.now()
    last = post.revisions.order_by("-number").first()
    if last is None:
        last = Revision.objects.create(post=post, number=1, body=post.body, at=post.created_at, by_id=post.author_id)
    Revision.objects.create(post=post, number=last.number + 1, body=body, reason=reason, at=now, is_moderators=True)
    post.body, post.body_html, post.markup_version = body, markup.render(body).html, markup.VERSION
    post.edited_at = post.moderated_at = now
    post.save(update_fields=["body", "body_html", "markup_version", "edited_at", "moderated_at"])


def _name(topic, title):
    Topic.objects.filter(pk=topic.pk).update(title=title)
    topic.title = title
