"""Topics and posts: started, answered, edited, taken back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import markup, things
from core.refusals import require
from files.actions import attach, label_as
from files.models import StoredFile
from forum import refusals, rules
from forum.actions.drafts import drop_sent_draft
from forum.actions.holding import hold_post, hold_topic, show_change
from forum.actions.locking import locked_post, locked_topic
from forum.actions.reading import mark_read
from forum.actions.recording import record_writing
from forum.actions.slowing import refuse_too_soon
from forum.actions.telling import (
    document_of,
    refresh_answered,
    refresh_post,
    reviewed_thing,
    tell_called,
    tell_named,
    tell_readers,
)
from forum.calls import called_in, refuse_many_calls, with_calls
from forum.counting import recount
from forum.grace import is_in_grace, size_of
from forum.holding import why_held
from forum.labels import label_for
from forum.languages import language_of
from forum.models import Mention, Post, PostOrigin, Quote, Revision, Topic, TopicOrigin
from forum.references import people_in, with_mentions
from forum.signing import BY_NAME, signature_of
from members.models import Silence, User
from moderation.actions import note_decision, settle
from moderation.handling import covers, label_of
from notifications.actions import follow_by_itself
from notifications.models import Follow
from search.live import refresh


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
    Raises NotAllowed, WiderAudience, NotToBePassedOn, LooserLabel or what `signature_of` raises.
    """
    require(rules.can_start_topic, by, board)
    signature = signature_of(by, board, sign)
    require(rules.can_start_kind, by, board, kind)
    try:
        with transaction.atomic():  # of two at once, the second finds the first one's `once` taken
            topic = _topic_once(
                board,
                by=by,
                once=once,
                title=title,
                kind=kind,
                language=language_of(title, language),
                signature=signature,
            )
    except IntegrityError:
        return Topic.objects.get(origin__user=by, origin__once=once)
    if topic.last_number:
        return topic
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
    the writer was told of, "" for none. Raises NotAllowed, TopicGone, TopicClosed, PlaceWidened, TooSoon,
    WiderAudience, NotToBePassedOn, LooserLabel or what `signature_of` raises.
    """
    topic = locked_topic(topic)
    there = Post.objects.with_place().filter(origin__user=by, origin__once=once).first()
    if there:
        return there
    require(rules.can_write, by, topic.board)
    _refuse_unless_open(topic)
    _refuse_if_wider(topic, read_by)
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
        _refuse_unless_open(post.topic)
    _refuse_if_wider(post.topic, read_by)
    drop_sent_draft(draft, by=by)
    body = referring(body, post.topic.board)
    files = _further(files, post)
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
    _hang(files, post, by)
    record_writing("forum.edit_post", by=by, on=post)
    note_decision(decision, on=post, by=by, face=post.author_id is not None)
    show_change(post, was, by)
    refresh(document_of(post))
    return post


@transaction.atomic
def withdraw_post(post, *, by):
    """Take one's post out of sight; its number stays. A topic with no other post goes with it."""
    post = locked_post(post)
    require(rules.wrote, by, post)
    if post.withdrawn_at:
        return post
    require(rules.can_withdraw, by, post)
    held = post.held_at or post.topic.held_at
    take_away(post, "withdrawn_at")
    if held:
        settle(reviewed_thing(post), "withdraw", by=None)
    record_writing("forum.withdraw_post", by=by, on=post)
    return post


def take_away(post, moment):
    """Set a moment that takes a locked post out of sight, and the topic along when no post of it stands."""
    topic, now = post.topic, timezone.now()
    Post.objects.filter(pk=post.pk).update(**{moment: now})
    setattr(post, moment, now)
    if topic.accepted_id == post.pk:
        Topic.objects.filter(pk=topic.pk).update(accepted=None)  # an answer that is gone answers nothing
        topic.accepted = None
        refresh_answered(topic, ())
    recount(topic)
    if not topic.post_count and rules.is_there(topic) and post.number:
        Topic.objects.filter(pk=topic.pk).update(**{moment: now})
        setattr(topic, moment, now)
        refresh(topic, whole_tree=True, narrows=True)
    refresh_post(post, narrows=True)


def _topic_once(board, *, by, once, signature, **details):
    there = Topic.objects.filter(origin__user=by, origin__once=once).first()
    if there:
        return there
    topic = Topic.objects.create(board=board, audience_id=board.audience_id, **details, **signature)
    TopicOrigin.objects.create(topic=topic, user=by, once=once)
    return topic


def _refuse_if_wider(topic, read_by):
    """A text is not shown to more people than its writer was told, however the topic has moved meanwhile."""
    if read_by and rules.is_narrower(read_by, topic.audience_id):
        raise refusals.PlaceWidened


def _refuse_unless_open(topic):
    if not topic.stands:
        raise refusals.TopicGone
    if topic.locked_at:
        raise refusals.TopicClosed


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
        body=body,
        body_html=markup.render(body).html,
        markup_version=markup.VERSION,
        language=language_of(body, language),
        handling_id=handling,
    )
    PostOrigin.objects.create(post=post, user=by, once=once)
    if not held_at:
        topic.last_number, topic.post_count = post.number, topic.post_count + 1
        topic.last_post, topic.bumped_at = post, post.created_at
        topic.save(update_fields=["last_number", "post_count", "last_post", "bumped_at"])
    _hang(files, post, by)
    return post


def _further(files, post):
    """Those of the files that do not hang on the post already: a form that is sent twice brings each of them twice."""
    held = StoredFile.objects.standing().held_by([things.key_of(post)])
    known = set(held.values_list("name", "sha256_sent"))
    return [file for file in files if (file.name, file.sha256_sent) not in known]


def _hang(files, post, by):
    for file in files:
        attach(file, to=post, by=by, face=not post.is_faceless)


def _change(post, *, body, reason, language, handling):
    now, size = timezone.now(), size_of(post, body)
    if handling == post.handling_id and is_in_grace(post, size, now):
        post.changed_in_grace += size
    else:
        keep_version(post, body, reason, now, handling, by_id=post.author_id)
        post.edited_at = now
    post.handling_id = handling
    put_text(post, body, language, "handling", "changed_in_grace")


def put_text(post, body, language, *changed):
    """Have a post say something else from now on; with it, the fields that changed besides are saved."""
    post.body, post.language = body, language
    post.body_html, post.markup_version = markup.render(body).html, markup.VERSION
    post.save(update_fields=["body", "body_html", "markup_version", "language", "edited_at", *changed])


def keep_version(post, body, reason, now, handling, **whose):
    """Keep what a post is to say from now on as its next version; whose: how its maker is shown, `by_id` or that it is
    the moderators'."""
    last = post.revisions.order_by("-number").first()
    if last is None:
        first = {"body": post.body, "handling_id": post.handling_id, "at": post.created_at}
        last = Revision.objects.create(post=post, number=1, **first, by_id=post.author_id)
    number = last.number + 1
    Revision.objects.create(post=post, number=number, body=body, handling_id=handling, reason=reason, at=now, **whose)


def _note_label(post, before, by):
    """The files of a post bear its label too; that it is another one is recorded, with both."""
    label_as(post)
    refresh_post(post)
    reason = f"{before} → {post.handling_id}"
    record_writing("forum.relabel_post", by=by, on=post, reason=reason)


def referring(body, board):
    """A text with whom it mentions, and those on whom it calls, written out."""
    return with_mentions(with_calls(body, board), board.audience_id)


def refer(post, by):
    """Write down whom a text names and what it quotes; returns those that are new, (people, posts)."""
    keys = markup.render(post.body).references
    people = _without_blockers(people_in(keys, post.topic.audience_id), post.author)
    quoted = _quoted(keys, post, by)
    before = set(post.mentions.values_list("user_id", flat=True)), set(post.quotes.values_list("quoted_id", flat=True))
    post.mentions.exclude(user__in=people).delete()
    post.quotes.exclude(quoted__in=quoted).delete()
    new_people = [person for person in people if person.pk not in before[0]]
    new_quoted = [source for source in quoted if source.pk not in before[1]]
    Mention.objects.bulk_create(Mention(post=post, user=person) for person in new_people)
    Quote.objects.bulk_create(Quote(post=post, quoted=source) for source in new_quoted)
    return new_people, new_quoted


def _without_blockers(people, face):
    """Without those who have blocked the post's face. Where readers see none, nobody is left out: whom an unattributed
    post does not reach would say who wrote it."""
    if face is None or not people:
        return people
    blockers = set(User.objects.filter(pk__in=[person.pk for person in people]).silencing(face, Silence.BLOCK))
    return [person for person in people if person not in blockers]


def _quoted(keys, post, by):
    """The posts that a text quotes, as far as its writer may read them; raises WiderAudience, NotToBePassedOn or
    LooserLabel."""
    rows = things.resolve([key for key in keys if key.startswith("post:")], by)
    quoted = [row for row in rows.values() if row.pk != post.pk]
    if not all(rules.can_quote(by, source, post.topic) for source in quoted):
        raise refusals.WiderAudience
    if not all(rules.may_be_quoted(source, post.topic) for source in quoted):
        raise refusals.NotToBePassedOn
    for source in quoted:
        if not covers(post.handling_id, source.handling_id):
            raise refusals.LooserLabel(label_of(source.handling_id).name)
    return quoted
