from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="library",
    copy=_("Copied a post into the draft of a lesson"),
    date=_("Set the date of a lesson that was brought over"),
)
