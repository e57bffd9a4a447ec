"""What every page of the forum asks the database, prepared (`core.prepared`): each through `visible_to` as ever.

What hangs on rows (texts, concepts, institutions) is read apart and put where the models look for it first.
"""

from django.db.models import Count, F
from django.utils.translation import get_language

from core.prepared import Prepared
from forum.models import Board, BoardText, Post, ReadMark, Revision, Topic
from forum.models.post import PER_PAGE
from forum.moderated import moderates, rights_of
from thesaurus.models import Concept, Label

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
    posts = _posts.ask((rights_of(user), moderating), user, moderating, topic=topic.pk, start=start, end=start + PER_PAGE)
    for post in posts:
        post.topic = topic  # already here, with its board
    return posts


def mark_in(topic, user):
    """The highest number this person was shown in a topic, 0 for none."""
    return next(iter(_mark.ask((), person=user.pk, topic=topic.pk)), 0)


def versions_of(posts):
    """{post's id: number of its versions}, of those that were edited."""
    return dict(_versions.ask((), posts=[post.pk for post in posts if post.edited_at]))


def with_texts(boards):
    """Those boards, with their texts."""
    found = {}
    for text in _texts.ask((), boards=sorted({board.pk for board in boards})):
        found.setdefault(text.board_id, []).append(text)
    for board in boards:
        board.texts_read = found.get(board.pk, [])
    return boards


def with_concepts(topics):
    """Those topics, with their concepts, in order, and the names of these."""
    concepts = _concepts.ask((), topics=[topic.pk for topic in topics])
    labels = {}
    for label in _labels.ask(get_language(), get_language(), concepts=sorted({each.pk for each in concepts})):
        labels.setdefault(label.concept_id, []).append(label)
    by_topic = {}
    for concept in concepts:
        concept.preferred = labels.get(concept.pk, [])
        by_topic.setdefault(concept.topic_pk, []).append(concept)
    for topic in topics:
        topic.concepts_read = by_topic.get(topic.pk, [])
    return topics


_topic = Prepared(lambda user, ref: Topic.objects.visible_to(user).for_page().filter(ref=ref), ref=REF)
_posts = Prepared(
    lambda user, moderating, topic, start, end: (
        Post.objects.filter(topic=topic, number__gte=start, number__lt=end).in_sight_of(user, moderating).for_reading()
    ),
    topic=KEY,
    start=NUMBER,
    end=NUMBER,
)
_mark = Prepared(
    lambda person, topic: ReadMark.objects.filter(user=person, topic=topic).values_list("number", flat=True),
    person=KEY,
    topic=KEY,
)
_versions = Prepared(
    lambda posts: Revision.objects.filter(post__pk__in=posts).values_list("post").annotate(Count("pk")), posts=KEY
)
_texts = Prepared(lambda boards: BoardText.objects.filter(board__pk__in=boards), boards=Board._meta.pk)
_concepts = Prepared(
    lambda topics: Concept.objects.filter(topics__pk__in=topics).annotate(topic_pk=F("topics__pk")).in_order(), topics=KEY
)
_labels = Prepared(
    lambda language, concepts: Label.objects.preferred().filter(language__in={language, "en"}, concept__pk__in=concepts),
    concepts=Concept._meta.pk,
)
