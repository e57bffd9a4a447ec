"""What hangs on rows: the versions and translations of posts, the concepts of topics."""

from django.db.models import Count, F

from core.prepared import Prepared
from forum.models import PostTranslation, Revision, Topic
from thesaurus.models import Concept
from thesaurus.naming import with_names

KEY = Topic._meta.pk


def versions_of(posts):
    """{post's id: number of its versions}, of those that were edited since readers found them."""
    return dict(_versions.ask((), posts=[post.pk for post in posts if post.edited_at]))


def translations_of(posts):
    """{post's id: [its translations that stand]}, of those that have any."""
    found = {}
    for each in _translations.ask((), posts=[post.pk for post in posts if post.translated_at]):
        found.setdefault(each.post_id, []).append(each)
    return found


def with_concepts(topics):
    """Those topics, with their concepts, in order, and the names of these."""
    by_topic = {}
    for concept in with_names(_concepts.ask((), topics=[topic.pk for topic in topics])):
        by_topic.setdefault(concept.topic_pk, []).append(concept)
    for topic in topics:
        topic.concepts_read = by_topic.get(topic.pk, [])
    return topics


_versions = Prepared(
    lambda posts: (
        Revision.objects.filter(post__pk__in=posts, at__gt=F("post__created_at"))
        .values_list("post")
        .annotate(versions=Count("pk") + 1)  # what was changed first
    ),
    posts=KEY,
)
_translations = Prepared(
    lambda posts: PostTranslation.objects.standing().filter(post__pk__in=posts).order_by("language"), posts=KEY
)
_concepts = Prepared(
    lambda topics: (
        Concept.objects.filter(topics__pk__in=topics).annotate(topic_pk=F("topics__pk")).only("ref", "slug").in_order()
    ),
    topics=KEY,
)
