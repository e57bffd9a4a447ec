"""What people hear of the queue. Who decided is not told: it is the decision of the place."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import MODERATING
from notifications.registry import Choice, NoticeKind, register

REPORTS = Choice("reports", _("What became of what you reported"))

register(
    NoticeKind(
        "moderation.answered",
        _("The moderators have looked at what you reported."),
        recipients=lambda flag: [flag.reporter],
        group=REPORTS,
    )
)
register(
    NoticeKind(
        "moderation.assigned",
        _("A moderator asks you to decide on something that waits."),
        recipients=lambda item: [],
        repeats=True,
        group=MODERATING,
    )
)
