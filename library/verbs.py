from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="library",
    date=_("Set the date of a lesson that was brought over"),
)
