"""Of learning who wrote a post: whoever answers for a place, and whoever is learned of, is always told."""

from django.utils.translation import gettext_lazy as _

from forum.origins import writer_id, writer_of
from forum.rules import people_who_answer_for
from notifications.registry import NoticeKind, register


def others_who_answer(lifting):
    """Those who can give the second word."""
    return people_who_answer_for(lifting.post.topic.board).exclude(pk=lifting.asked_by_id)


register(
    NoticeKind(
        "forum.lifting_asked",
        _("%(actor)s asks to learn who wrote a post in “%(title)s”."),
        recipients=others_who_answer,
        actor=lambda lifting: lifting.asked_by,
        writer=lambda lifting: writer_id(lifting.post),
    )
)

register(
    NoticeKind(
        "forum.lifting_agreed",
        _("You are shown for 72 hours who wrote a post in “%(title)s”."),
        recipients=lambda lifting: [lifting.asked_by],
        weight=20,
        repeats=True,
    )
)

register(
    NoticeKind(
        "forum.lifting_refused",
        _("It stays unknown who wrote a post in “%(title)s”."),
        recipients=lambda lifting: [lifting.asked_by],
        weight=20,
        repeats=True,
    )
)

register(
    NoticeKind(
        "forum.lifted",
        _("Two people who answer for the place were shown that you wrote a post in “%(title)s”."),
        recipients=lambda lifting: writer_of(lifting.post),
        weight=50,
        repeats=True,
    )
)
