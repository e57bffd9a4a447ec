"""The verbs of what belongs to no room."""

from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="core",
    denied=_("Tried what is not theirs"),
    open=_("Opened what is in a secret space"),
    export_log=_("Exported the record at the server’s command line"),
)
name_verbs(room="backup", make=_("Made a backup"), restore=_("Restored a backup"))
