"""Who wrote what, whatever face it shows: to be compared with whoever asks, and to tell writers what becomes of it.

What is found here goes into no page, record, notice or mail that somebody else gets. Only the lifting by two people
(`forum.actions.lifting`) shows it: `learned_by`.
"""

from forum.models import PostOrigin, TopicOrigin
from forum.rules import can_learn_writer
from members.models import User
from moderation.attribution import NAME


def writer_of(row):
    """The member who wrote a post or started a topic, as a queryset of users; empty where they are none any more."""
    return User.objects.members().filter(pk__in=_of(row).values("user"))


def writer_id(row):
    """The same as an id, also of who is no member now; None where the account is gone."""
    return _of(row).values_list("user", flat=True).first()


def learned_by(user, lifting):
    """Who wrote the post of a lifting, for one of the two whom it is shown to; else None."""
    if not can_learn_writer(user, lifting):
        return None
    return User.objects.filter(pk=writer_id(lifting.post)).for_faces().first()


def has_written_without_a_name(person, topic):
    """Whether somebody has a post in the topic that does not carry their name."""
    return PostOrigin.objects.filter(user=person, post__topic=topic).exclude(post__attribution=NAME).exists()


def conceals(key, person):
    """Whether what a key leads to was written by this person without their name. One query, whatever it is."""
    kind, _, ref = key.partition(":")
    unnamed = PostOrigin.objects.filter(user=person).exclude(post__attribution=NAME)
    if kind == "topic":
        return unnamed.filter(post__topic__ref=ref, post__number=1).exists()
    return unnamed.filter(post__ref=ref).exists()


def _of(row):
    is_post = hasattr(row, "topic_id")
    return PostOrigin.objects.filter(post=row.pk) if is_post else TopicOrigin.objects.filter(topic=row.pk)
