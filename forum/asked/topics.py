"""The page of one topic, and what its form begins with."""

from django.db.models import Count, IntegerField, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.gate import is_member
from core.prepared import Prepared
from forum.asked.beside import with_concepts
from forum.asked.boards import with_texts
from forum.models import Draft, Post, ReadMark, Topic
from forum.models.post import PER_PAGE
from forum.moderated import moderates, rights_of

KEY, REF, NUMBER = Topic._meta.pk, Topic._meta.get_field("ref"), Post._meta.get_field("number")


def topic_named(ref, user):
    """The topic with what its page shows of it, or None where there is none for this person."""
    found = _topic.ask(rights_of(user), user, ref=ref)
    with_concepts(found)
    with_texts([topic.board for topic in found])
    return found[0] if found else None


def posts_from(topic, start, user):
    """The posts of a page of a topic that this person was found to see, in order."""
    moderating = moderates(user, topic)
    posts = _posts.ask(
        (rights_of(user), moderating), user, moderating, topic=topic.pk, start=start, end=start + PER_PAGE
    )
    for post in posts:
        post.topic = topic  # already here, with its board
    return posts


def accepted_in(topic):
    """[the accepted answer of a topic that this person was found to see], if there is one and it stands."""
    found = _standing.ask((), post=topic.accepted_id) if topic.accepted_id else []
    for post in found:
        post.topic = topic
    return found


def held_in(topic, user):
    """The posts of a topic without a number that this person sees, the oldest first."""
    moderating = moderates(user, topic)
    posts = _held.ask((rights_of(user), moderating), user, moderating, topic=topic.pk)
    for post in posts:
        post.topic = topic
    return posts


def fresh_in(ref, after, user):
    """(how many posts of others, the first one's number or None) of a topic behind a number; None where there is no
    such topic for this person."""
    return next(iter(_fresh.ask((rights_of(user),), user, ref=ref, after=after)), None)


def mark_in(topic, user):
    """The highest number this person was shown in a topic, 0 for none."""
    return next(iter(_mark.ask((), person=user.pk, topic=topic.pk)), 0)


def draft_at(place, user):
    """What this person has typed for a place (its key) and not sent, or None."""
    return next(iter(_draft.ask((), person=user.pk, place=place)), None)


def _fresh_posts(user, ref, after):
    posts = Post.objects.standing().filter(topic=OuterRef("pk"), number__gt=after)
    of_others = posts.exclude(origin__user=user.pk) if is_member(user) else posts
    counted = of_others.order_by().values("topic").annotate(many=Count("pk"), first=Min("number"))
    many = Coalesce(Subquery(counted.values("many"), output_field=IntegerField()), 0)
    topics = Topic.objects.visible_to(user).filter(ref=ref)
    return topics.annotate(many=many, first=Subquery(counted.values("first"))).values_list("many", "first")


_topic = Prepared(lambda user, ref: Topic.objects.visible_to(user).for_page().filter(ref=ref), ref=REF)
_posts = Prepared(
    lambda user, moderating, topic, start, end: (
        Post.objects.filter(topic=topic, number__gte=start, number__lt=end).in_sight_of(user, moderating).for_reading()
    ),
    topic=KEY,
    start=NUMBER,
    end=NUMBER,
)
_standing = Prepared(lambda post: Post.objects.standing().filter(pk=post).for_reading(), post=Post._meta.pk)
_held = Prepared(
    lambda user, moderating, topic: (
        Post.objects.filter(topic=topic, number=None)
        .in_sight_of(user, moderating)
        .select_related("origin")
        .order_by("pk")
    ),
    topic=KEY,
)
_fresh = Prepared(_fresh_posts, ref=REF, after=NUMBER)
_mark = Prepared(
    lambda person, topic: ReadMark.objects.filter(user=person, topic=topic).values_list("number", flat=True),
    person=KEY,
    topic=KEY,
)
_draft = Prepared(
    lambda person, place: Draft.objects.filter(user=person, place=place),
    person=KEY,
    place=Draft._meta.get_field("place"),
)
