"""Topics and posts: started, answered, edited, taken back."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import markup, things
from core.audit import record
from core.refusals import require
from files.actions import attach
from files.indexing import held_keys
from files.models import StoredFile
from forum import refusals, rules
from forum.actions.locking import locked_post, locked_topic
from forum.actions.reading import mark_read
from forum.counting import recount
from forum.languages import language_of
from forum.models import Mention, Post, PostOrigin, Quote, Revision, Topic, TopicOrigin
from forum.references import people_in, with_mentions
from members.models import Silence, User
from notifications.live import notify
from search.live import refresh

GRACE = timedelta(minutes=5)


@transaction.atomic
def start_topic(board, *, by, title, body, once, kind=Topic.QUESTION, language="", concepts=(), files=()):
    """Start a topic with its first post; sent again with the same `once` it is the one that is there.

    `files` are this person's own StoredFiles that nothing holds yet. Raises NotAllowed or WiderAudience.
    """
    require(rules.can_start_topic, by, board)
    try:
        with transaction.atomic():  # of two at once, the second finds the first one's `once` taken
            topic = _topic_once(board, by=by, title=title, once=once, kind=kind, language=language_of(title, language))
    except IntegrityError:
        return Topic.objects.get(origin__user=by, origin__once=once)
    if topic.last_number:
        return topic
    topic.concepts.set(concepts)
    post = _write(topic, by=by, body=body, once=once, language=language, files=files)
    record("forum.start_topic", by=by, on=topic, face=topic.author_id is not None)
    refresh(topic)
    _tell(post, *_refer(post, by))
    mark_read(topic, post.number, by=by)
    return topic


@transaction.atomic
def reply(topic, *, by, body, once, language="", files=()):
    """Answer in a topic; sent again with the same `once` it is the post that is there.

    Raises NotAllowed, TopicGone, TopicClosed or WiderAudience.
    """
    topic = locked_topic(topic)
    there = Post.objects.with_place().filter(origin__user=by, origin__once=once).first()
    if there:
        return there
    require(rules.can_write, by, topic.board)
    _refuse_unless_open(topic)
    post = _write(topic, by=by, body=body, once=once, language=language, files=files)
    record("forum.reply", by=by, on=post, face=post.author_id is not None)
    refresh(post)
    notify("forum.reply", about=post)
    _tell(post, *_refer(post, by))
    mark_read(topic, post.number, by=by)
    return post


@transaction.atomic
def edit_post(post, *, by, body, reason="", language="", files=()):
    """Change one's text, and hang further files on it; sent again it changes nothing. Every version is kept, but for
    the first five minutes of a post that nobody has answered. Raises NotAllowed, PostGone, TopicClosed or
    WiderAudience."""
    post = locked_post(post)
    require(rules.wrote, by, post)
    require(rules.can_write, by, post.topic.board)
    if not post.stands:
        raise refusals.PostGone
    _refuse_unless_open(post.topic)
    body = with_mentions(body, post.topic.audience_id)
    files = _further(files, post)
    if body == post.body and not files:
        return post
    if body != post.body:
        _change(post, body=body, reason=reason, language=language_of(body, language or post.language))
        _tell(post, *_refer(post, by))
    _hang(files, post, by)
    record("forum.edit_post", by=by, on=post, face=post.author_id is not None)
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
    take_away(post, "withdrawn_at")
    record("forum.withdraw_post", by=by, on=post, face=post.author_id is not None)
    return post


def take_away(post, moment):
    """Set a moment that takes a locked post out of sight, and the topic along when no post of it stands."""
    topic, now = post.topic, timezone.now()
    Post.objects.filter(pk=post.pk).update(**{moment: now})
    setattr(post, moment, now)
    recount(topic)
    if not topic.post_count and topic.stands:
        Topic.objects.filter(pk=topic.pk).update(**{moment: now})
        setattr(topic, moment, now)
        refresh(topic, whole_tree=True, narrows=True)
    refresh_post(post, narrows=True)


def refresh_post(post, *, narrows=False):
    """Queue what search knows of a post: its text, and the files that hang on it."""
    refresh(document_of(post), narrows=narrows)
    for key in held_keys(post):
        refresh(key, whole_tree=True, narrows=narrows)


def document_of(post):
    """The thing whose search document holds the text of a post: the opening post is its topic's."""
    return post.topic if post.number == 1 else post


def _topic_once(board, *, by, title, once, kind, language):
    there = Topic.objects.filter(origin__user=by, origin__once=once).first()
    if there:
        return there
    topic = Topic.objects.create(
        board=board, audience_id=board.audience_id, kind=kind, title=title, language=language, author=by
    )
    TopicOrigin.objects.create(topic=topic, user=by, once=once)
    return topic


def _refuse_unless_open(topic):
    if not topic.stands:
        raise refusals.TopicGone
    if topic.locked_at:
        raise refusals.TopicClosed


def _write(topic, *, by, body, once, language, files):
    """The next post of a topic whose lock the caller holds, with the counters."""
    body = with_mentions(body, topic.audience_id)
    post = Post.objects.create(
        topic=topic,
        number=topic.last_number + 1,
        author=by,
        body=body,
        body_html=markup.render(body).html,
        markup_version=markup.VERSION,
        language=language_of(body, language),
    )
    PostOrigin.objects.create(post=post, user=by, once=once)
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
        attach(file, to=post, by=by)


def _change(post, *, body, reason, language):
    now = timezone.now()
    if not _is_fresh(post, now):
        _keep_version(post, body, reason, now)
        post.edited_at = now
    post.body, post.language = body, language
    post.body_html, post.markup_version = markup.render(body).html, markup.VERSION
    post.save(update_fields=["body", "body_html", "markup_version", "language", "edited_at"])


def _is_fresh(post, now):
    """Whether nobody is likely to have relied on the text yet."""
    return not post.edited_at and post.number == post.topic.last_number and now - post.created_at < GRACE


def _keep_version(post, body, reason, now):
    last = post.revisions.order_by("-number").first()
    if last is None:
        last = Revision.objects.create(post=post, number=1, body=post.body, at=post.created_at, by_id=post.author_id)
    Revision.objects.create(post=post, number=last.number + 1, body=body, reason=reason, at=now, by_id=post.author_id)


def _refer(post, by):
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
    """The posts that a text quotes, as far as its writer may read them; raises WiderAudience."""
    rows = things.resolve([key for key in keys if key.startswith("post:")], by)
    quoted = [row for row in rows.values() if row.pk != post.pk]
    if not all(rules.can_quote(by, source, post.topic) for source in quoted):
        raise refusals.WiderAudience
    return quoted


def _tell(post, people, quoted):
    notify("forum.mention", about=post, to=people)
    notify("forum.quote", about=post, to=[source.author for source in quoted if source.author])
