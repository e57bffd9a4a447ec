"""Where the posts of a topic have gone, for those whom it leads on."""

from core.prepared import Prepared
from forum.models import Post, PostStub, Topic, TopicStub
from forum.moderated import rights_of


def stubs_in(topic, numbers, user):
    """The PostStubs of these numbers that lead this person on."""
    return _stubs.ask((rights_of(user),), user, topic=topic.pk, numbers=numbers)


def led_on(ref, start, user):
    """Where a topic with this ref has gone that became part of another: the address of the first of its posts from
    number `start` on; None where nothing leads this person on."""
    stub = TopicStub.objects.visible_to(user).filter(topic__ref=ref).select_related("into").first()
    if stub is None:
        return None
    posts = PostStub.objects.visible_to(user).filter(topic=stub.topic_id, post__topic=stub.into_id)
    first = posts.filter(number__gte=start).select_related("post__topic").order_by("number").first()
    return first.post.get_absolute_url() if first else stub.into.get_absolute_url()


def joined_into(ref, user):
    """The topic that one with this ref has become part of; None where nothing leads this person on."""
    stub = TopicStub.objects.visible_to(user).filter(topic__ref=ref).first()
    topics = Topic.objects.visible_to(user).with_place().with_label()
    return topics.filter(pk=stub.into_id).first() if stub else None


_stubs = Prepared(
    lambda user, topic, numbers: (
        PostStub.objects.visible_to(user).filter(topic=topic, number__in=numbers).select_related("post__topic")
    ),
    topic=Topic._meta.pk,
    numbers=Post._meta.get_field("number"),
)
