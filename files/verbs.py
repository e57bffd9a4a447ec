from django.utils.translation import gettext_lazy as _

from core.verbs import name_moderating, name_verbs

name_verbs(
    room="files",
    attach=_("Attached a file"),
    scan=_("Looked for viruses"),
    read=_("Read a document’s text"),
    release=_("Let a held file through"),
    refuse=_("Refused a held file"),
    again=_("Will read a document again"),
    upload=_("Sent a file"),
    sweep=_("Removed a file that nothing held"),
    erase=_("Erased a file with what it hung on"),
)
name_moderating("files.release", "files.refuse")
