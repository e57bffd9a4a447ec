from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="moderation",
    flag=_("Reported"),
    decide=_("Decided on a report"),
)
