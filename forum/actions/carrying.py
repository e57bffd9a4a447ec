"""How posts get from one topic into another, under the locks of both.

Numbers are never given again: a carried post gets the next one of its new topic, in its old order, and a PostStub keeps
the number that it had. Marks: who had read both topics to the end has read what they became; in a new topic one has
read what one had read. Follows of a topic that became part of another follow that one. An acceptance lapses when its
answer leaves the question.
"""

from django.db.models import Max
from django.utils import timezone

from core.forms import new_once
from core.things import key_of
from files.actions import follow_holders
from forum.actions.telling import refresh_below
from forum.counting import recount
from forum.models import Post, PostStub, ReadMark, Topic, TopicOrigin, TopicStub
from notifications.actions import hand_follows_over
from search.live import refresh, refresh_all

OF_A_SIGNATURE = ("author_id", "attribution", "institution_id", "role")


def move_whole(topic, board):
    """The topic stands on another board from now on, with its posts, numbers and address as they are."""
    is_elsewhere = board.audience_id != topic.audience_id
    topic.board, topic.audience = board, board.audience
    topic.save(update_fields=["board", "audience"])
    if is_elsewhere:
        follow_holders(_in(topic, topic.posts.only("ref", "topic")))
    refresh(topic, whole_tree=True, narrows=is_elsewhere)


def new_topic_of(posts, topic, plan):
    """The topic that chosen posts will make: signed as the first of them is, on the subjects of the one they leave."""
    first = posts[0]
    is_kind_kept = topic.kind in (Topic.QUESTION, Topic.DISCUSSION)
    there = Topic.objects.create(
        board=plan.board,
        audience=plan.board.audience,
        kind=topic.kind if is_kind_kept else Topic.DISCUSSION,
        title=plan.title,
        language=first.language,
        created_at=first.created_at,
        **{name: getattr(first, name) for name in OF_A_SIGNATURE},
    )
    there.concepts.set(topic.concepts.all())
    if hasattr(first, "origin"):
        TopicOrigin.objects.create(topic=there, user_id=first.origin.user_id, once=new_once())
    return there


def carry(posts, source, target, *, is_whole):
    """Posts of one locked topic go to the end of another. is_whole: all of them, and the topic becomes a stub."""
    numbered = [post for post in posts if post.number]  # what is held waits without one
    olds, before = [post.number for post in numbered], target.last_number
    is_elsewhere = source.audience_id != target.audience_id
    PostStub.objects.bulk_create(PostStub(topic=source, number=post.number, post=post) for post in numbered)
    Post.objects.filter(pk__in=[post.pk for post in posts if not post.number]).update(topic=target)
    for number, post in enumerate(numbered, start=before + 1):
        post.topic, post.number = target, number
    Post.objects.bulk_update(numbered, ["topic", "number"])
    Topic.objects.filter(pk=source.pk, accepted__in=[post.pk for post in posts]).update(accepted=None)
    if is_elsewhere:
        follow_holders(_in(target, posts))
    if olds:
        _carry_marks(source, target, olds, before)
    recount(target), recount(source)
    if is_whole:
        _leave_stub(source, target)
    _refresh(posts, source, target, narrows=is_elsewhere)


def _leave_stub(source, target):
    """Nothing of the topic is left but the way on."""
    Topic.objects.filter(pk=source.pk).update(
        title="", erased_at=timezone.now(), accepted=None, needs_more_at=None, last_post=None
    )
    TopicStub.objects.filter(into=source).update(into=target)
    TopicStub.objects.create(topic=source, audience_id=source.audience_id, into=target)
    hand_follows_over(key_of(source), to=key_of(target))


def _carry_marks(source, target, olds, before):
    last = before + len(olds)
    marks = source.read_marks.values_list("user", "number")
    if not before:
        counted = ((user, sum(old <= number for old in olds)) for user, number in marks)
        ReadMark.objects.bulk_create(
            (ReadMark(user_id=user, topic=target, number=number) for user, number in counted if number), batch_size=500
        )
        return
    read_source = source.read_marks.filter(number__gte=max(olds)).values("user")
    last_there = target.posts.filter(number__lte=before).aggregate(most=Max("number"))["most"] or 0
    target.read_marks.filter(number__gte=last_there, user__in=read_source).update(number=last)


def _refresh(posts, source, target, *, narrows):
    """A post that opens a topic is found as that topic, and one that opened one no longer is."""
    refresh(source, narrows=narrows)
    refresh(target)
    refresh_all(posts, narrows=narrows)
    refresh_below(*posts, narrows=narrows)


def _in(topic, posts):
    """The posts with that topic, as it is now."""
    posts = list(posts)
    for post in posts:
        post.topic = topic
    return posts
