"""What authors and editors hear of on a lesson's way to its readers."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from notifications.choices import SENT_IN, WORD
from notifications.registry import NoticeKind, register


def editors(about):
    people = get_user_model().objects.members()
    return people.filter(appointments__role="editor", appointments__ended_at=None).distinct()


def author_of_draft(submission):
    return _members(submission.by_id, submission.lesson.owner_id)


def owner(lesson):
    return _members(lesson.owner_id)


def _members(*keys):
    return get_user_model().objects.members().filter(pk__in=[key for key in keys if key])


register(
    NoticeKind(
        "library.submitted",
        _("%(actor)s submitted the lesson “%(title)s”: please read and decide."),
        recipients=editors,
        actor=lambda submission: submission.by,
        is_signed=True,
        weight=10,
        group=WORD,
    )
)
register(
    NoticeKind(
        "library.returned",
        _("%(actor)s returned your lesson “%(title)s” with a comment."),
        recipients=author_of_draft,
        actor=lambda submission: submission.returned_by,
        is_signed=True,
        weight=20,
        group=SENT_IN,
    )
)
register(
    NoticeKind(
        "library.published", _("Your lesson “%(title)s” is published."), recipients=owner, weight=10, group=SENT_IN
    )
)
