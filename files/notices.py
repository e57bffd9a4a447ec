"""What people hear of the files they sent. Who decided is not told: it is the decision of the place."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import SENT_IN
from notifications.registry import NoticeKind, register


def sender(upload):
    """Who sent it, whether or not it carries their name: they alone are told."""
    origin = getattr(upload, "origin", None)
    return [person for person in [origin.user if origin else upload.uploader] if person]


register(
    NoticeKind(
        "files.found",
        _("Your file “%(title)s” is not shown to others: the virus scanner said something of it. A moderator decides."),
        recipients=sender,
        weight=10,
        group=SENT_IN,
    )
)
register(
    NoticeKind(
        "files.released", _("Your file “%(title)s” was let through."), recipients=sender, weight=20, group=SENT_IN
    )
)
register(
    NoticeKind(
        "files.refused",
        _("Your file “%(title)s” was refused: it is not shown to anybody."),
        recipients=sender,
        weight=20,
        group=SENT_IN,
    )
)
