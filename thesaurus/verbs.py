from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="thesaurus",
    load=_("Loaded the thesaurus"),
)
