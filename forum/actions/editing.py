"""A post: said in another way by who wrote it, labelled in another way, with further files."""

from django.db import transaction
from django.utils import timezone

from core.refusals import require
from files.actions import label_as
from forum import refusals, rules
from forum.actions.attaching import further, hang
from forum.actions.drafts import drop_sent_draft
from forum.actions.holding import show_change
from forum.actions.locking import locked_post, refuse_if_wider, refuse_unless_open
from forum.actions.recording import record_writing
from forum.actions.referring import refer, referring
from forum.actions.telling import document_of, refresh_post, tell_called, tell_named
from forum.actions.versions import keep_version, put_text
from forum.calls import called_in, refuse_many_calls
from forum.grace import is_in_grace, size_of
from forum.languages import language_of
from moderation.actions import note_decision
from search.live import refresh


@transaction.atomic
def edit_post(
    post,
    *,
    by,
    body,
    reason="",
    language="",
    files=(),
    handling="",
    made_from="",
    decision=None,
    read_by="",
    draft=None,
):
    """Change one's text or its label, and hang further files on it; sent again it changes nothing. Every version is
    kept, but for what `forum.grace` lets pass. made_from: the `digest` of the text that the change was made from.

    Raises NotAllowed, PostGone, TopicClosed, WiderAudience, NotToBePassedOn, LooserLabel or, where the text is another
    by now, ChangedMeanwhile.
    """
    post = locked_post(post)
    require(rules.wrote, by, post)
    require(rules.can_write, by, post.topic.board)
    if not rules.is_there(post):
        raise refusals.PostGone
    if not rules.waits(post.topic):
        refuse_unless_open(post.topic)
    refuse_if_wider(post.topic, read_by)
    drop_sent_draft(draft, by=by)
    body = referring(body, post.topic.board)
    files = further(files, post)
    was, before, handling = post.body, post.handling_id, handling or post.handling_id
    if (body, handling) == (post.body, before) and not files:
        return post
    if made_from and body != post.body and made_from != post.digest:
        raise refusals.ChangedMeanwhile(post)
    if (body, handling) != (post.body, before):
        refuse_many_calls(calls := called_in(body) - called_in(post.body), by)
        language = language_of(body, language or post.language)
        _change(post, body=body, reason=reason, language=language, handling=handling)
        people, quoted = refer(post, by)
        if post.stands and post.topic.stands:
            tell_named(post, people, quoted)
            tell_called(post, calls)
    if handling != before:
        _note_label(post, before, by)
    hang(files, post, by)
    record_writing("forum.edit_post", by=by, on=post)
    note_decision(decision, on=post, by=by, face=post.author_id is not None)
    show_change(post, was, by)
    refresh(document_of(post))
    return post


def _change(post, *, body, reason, language, handling):
    now, size = timezone.now(), size_of(post, body)
    if handling == post.handling_id and is_in_grace(post, size, now):
        post.changed_in_grace += size
    else:
        keep_version(post, body, reason, now, handling, by_id=post.author_id)
        post.edited_at = now
    post.handling_id = handling
    put_text(post, body, language, "handling", "changed_in_grace")


def _note_label(post, before, by):
    """The files of a post bear its label too; that it is another one is recorded, with both."""
    label_as(post)
    refresh_post(post)
    reason = f"{before} → {post.handling_id}"
    record_writing("forum.relabel_post", by=by, on=post, reason=reason)
