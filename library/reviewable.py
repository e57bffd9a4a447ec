"""How the queue of what waits knows lessons, and the files that hang on them."""

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
            offered=only_left,
        )
    )
