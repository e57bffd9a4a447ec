"""How the queue of what waits knows lessons, and the files that hang on them."""

from core.gate import audiences_of, is_member
from library.models import LessonFile, LessonPage
from moderation.registry import Reviewable, register


def _of_who_moderates(rows, user):
    return rows.visible_to(user) if getattr(user, "roles", frozenset()) & {"moderator", "editor"} else rows.none()


def only_left(thing):
    """A lesson is changed and unpublished where lessons are edited."""
    return ["dismiss"]


for name, model in {"lesson": LessonPage, "lessonfile": LessonFile}.items():
    register(
        Reviewable(
            name,
            reviewed=lambda user, model=model: _of_who_moderates(model.objects.all(), user),
            rights=lambda user: (user.pk, is_member(user), audiences_of(user), user.roles),
            offered=only_left,
        )
    )
