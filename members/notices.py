from django.utils.translation import gettext_lazy as _

from notifications.registry import NoticeKind, register

register(
    NoticeKind(
        "members.emergency",
        _("%(title)s was made steward at the server’s command line, in an emergency."),
        recipients=lambda about: [],
    )
)
