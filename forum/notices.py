"""What members hear of from the forum. Where several fit one post, the heaviest is said."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from notifications.registry import NoticeKind, register


def participants(post):
    """The topic's author and everybody whose name stands in it."""
    names = post.topic.posts.standing().exclude(author=None).values("author")
    people = get_user_model().objects.members()
    return people.filter(pk__in=names) | people.filter(pk=post.topic.author_id)


def face(post):
    return post.author


register(
    NoticeKind(
        "forum.reply",
        _("%(actor)s replied in “%(title)s”."),
        recipients=participants,
        actor=face,
        is_signed=True,
        weight=10,
        label=_("Somebody replies where you wrote"),
    )
)
register(
    NoticeKind(
        "forum.quote",
        _("%(actor)s quoted you in “%(title)s”."),
        recipients=lambda post: [],
        actor=face,
        is_signed=True,
        weight=20,
        label=_("Somebody quotes you"),
    )
)
register(
    NoticeKind(
        "forum.mention",
        _("%(actor)s mentioned you in “%(title)s”."),
        recipients=lambda post: [],
        actor=face,
        is_signed=True,
        weight=30,
        label=_("Somebody mentions you"),
    )
)
