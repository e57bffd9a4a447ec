"""What members hear of from the forum. Where several fit one post, the heaviest is said."""

from django.utils.translation import gettext_lazy as _

from forum.origins import writer_id, writers_in
from notifications.registry import NoticeKind, register


def participants(post):
    """Who started the topic, and everybody who wrote in it: those who wrote without their name hear of answers too."""
    return writers_in(post.topic)


def face(post):
    return post.author


register(
    NoticeKind(
        "forum.reply",
        _("%(actor)s replied in “%(title)s”."),
        recipients=participants,
        actor=face,
        writer=writer_id,
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
        writer=writer_id,
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
        writer=writer_id,
        is_signed=True,
        weight=30,
        label=_("Somebody mentions you"),
    )
)
