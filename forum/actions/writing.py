"""Topics and posts: started and answered."""

from django.db import transaction
from django.utils import timezone

from core.refusals import require
from forum import rules
from forum.actions.attaching import hang
from forum.actions.drafts import drop_sent_draft
from forum.actions.holding import hold_post, hold_topic
from forum.actions.locking import lock_writer, locked_topic, refuse_if_wider, refuse_unless_open
from forum.actions.reading import mark_read
from forum.actions.recording import record_writing
from forum.actions.referring import refer, referring
from forum.actions.repeating import refuse_if_sent, refuse_if_started
from forum.actions.slowing import refuse_too_soon
from forum.actions.telling import tell_readers
from forum.calls import called_in, refuse_many_calls
from forum.holding import why_held
from forum.labels import label_for
from forum.languages import language_of
from forum.models import Post, PostOrigin, Topic, TopicOrigin
from forum.models.worded import worded
from forum.signing import BY_NAME, signature_of
from moderation.actions import note_decision
from notifications.actions import follow_by_itself
from notifications.models import Follow


@transaction.atomic
def start_topic(
    board,
    *,
    by,
    title,
    body,
    once,
    kind=Topic.QUESTION,
    language="",
    concepts=(),
    files=(),
    sign=BY_NAME,
    handling="",
    decision=None,
    draft=None,
    beside="",
):
    """Start a topic with its first post; sent again with the same `once` it is the one that is there.

    `files` are this person's own StoredFiles that nothing holds yet; handling: the key of a label, "" for the board's;
    decision: what its writer decided on what was found in it; draft: (place, version) of the one it is sent from;
    beside: what readers see with it, such as the answers of a poll.
    Raises NotAllowed, AlreadySent, WiderAudience, NotToBePassedOn, LooserLabel or what `signature_of` raises.
    """
    require(rules.can_start_topic, by, board)
    signature = signature_of(by, board, sign, kind)
    require(rules.can_start_kind, by, board, kind)
    lock_writer(by)
    there = Topic.objects.filter(origin__user=by, origin__once=once).first()
    if there:
        return there
    refuse_if_started(board, by, title, body, files)
    topic = _begin(
        board, by=by, once=once, title=title, kind=kind, language=language_of(title, language), signature=signature
    )
    drop_sent_draft(draft, by=by)
    topic.concepts.set(concepts)
    handling = handling or label_for(board)
    post = _write(
        topic, by=by, body=body, once=once, language=language, files=files, signature=signature, handling=handling
    )
    record_writing("forum.start_topic", by=by, on=topic)
    note_decision(decision, on=topic, by=by, face=topic.author_id is not None)
    follow_by_itself(topic, Follow.STARTED, people=[by.pk])
    people, quoted = refer(post, by)
    if why := why_held(board, f"{title}\n\n{body}\n\n{beside}", language, by, is_named=sign == BY_NAME):
        hold_topic(topic, why)
    else:
        tell_readers(post, people, quoted)
    mark_read(topic, post.number, by=by)
    return topic


@transaction.atomic
def reply(
    topic,
    *,
    by,
    body,
    once,
    language="",
    files=(),
    sign=BY_NAME,
    handling="",
    decision=None,
    read_by="",
    draft=None,
):
    """Answer in a topic; sent again with the same `once` it is the post that is there.

    handling: the key of a label, "" for the stricter of the board's and the opening post's. read_by: the audience that
    the writer was told of, "" for none. Raises NotAllowed, TopicGone, TopicClosed, PlaceWidened, AlreadySent, TooSoon,
    WiderAudience, NotToBePassedOn, LooserLabel or what `signature_of` raises.
    """
    topic = locked_topic(topic)
    there = Post.objects.with_place().filter(origin__user=by, origin__once=once).first()
    if there:
        return there
    require(rules.can_write, by, topic.board)
    refuse_unless_open(topic)
    refuse_if_wider(topic, read_by)
    refuse_if_sent(topic, by, body, files)
    refuse_too_soon(topic, by)
    drop_sent_draft(draft, by=by)
    signature, handling = signature_of(by, topic.board, sign), handling or label_for(topic.board, topic.label_key)
    why = why_held(topic.board, body, language, by, is_named=sign == BY_NAME)
    post = _write(
        topic,
        by=by,
        body=body,
        once=once,
        language=language,
        files=files,
        signature=signature,
        handling=handling,
        held_at=timezone.now() if why else None,
    )
    record_writing("forum.reply", by=by, on=post)
    note_decision(decision, on=post, by=by, face=post.author_id is not None)
    follow_by_itself(topic, Follow.WROTE, people=[by.pk])
    people, quoted = refer(post, by)
    if why:
        hold_post(post, why)
        return post
    tell_readers(post, people, quoted)
    mark_read(topic, post.number, by=by)
    return post


def _begin(board, *, by, once, signature, **details):
    topic = Topic.objects.create(board=board, audience_id=board.audience_id, **details, **signature)
    TopicOrigin.objects.create(topic=topic, user=by, once=once)
    return topic


def _write(topic, *, by, body, once, language, files, signature, handling, held_at=None):
    """The next post of a topic whose lock the caller holds, with the counters; one that is held has no number and
    counts nowhere."""
    body = referring(body, topic.board)
    refuse_many_calls(called_in(body), by)
    post = Post.objects.create(
        topic=topic,
        number=None if held_at else topic.last_number + 1,
        held_at=held_at,
        **signature,
        **worded(body),
        language=language_of(body, language),
        handling_id=handling,
    )
    PostOrigin.objects.create(post=post, user=by, once=once)
    if not held_at:
        topic.last_number, topic.post_count = post.number, topic.post_count + 1
        topic.last_post, topic.bumped_at = post, post.created_at
        topic.save(update_fields=["last_number", "post_count", "last_post", "bumped_at"])
    hang(files, post, by)
    return post
