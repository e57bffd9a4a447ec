"""How the queue of what waits knows files: those that the virus scanner said something of."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.gate import is_member
from files.models import StoredFile
from moderation.registry import Reviewable, register
from notifications.sentences import isolated


def said_of(file):
    """What the scanner said, and what it is, a line for each."""
    lines = [str(file.get_finding_display())]
    if file.signature:
        lines.append(_("The scanner calls it %(signature)s.") % {"signature": file.signature})
    lines.append(f"{file.get_type_display()}, {filesizeformat(file.size)}")
    if not file.holder and file.uploader:
        lines.append(_("%(name)s sent it; it is not attached to anything.") % {"name": isolated(file.uploader.display)})
    lines.append(
        _("Nobody can open it until you have decided. Let it through only if you know from whoever sent it what it is.")
    )
    return "\n".join(lines)


register(
    Reviewable(
        "file",
        reviewed=StoredFile.objects.to_decide_by,
        recorded=StoredFile.objects.recorded_for,
        rights=lambda user: (is_member(user), user.roles),  # and what the other kinds read
        offered=lambda file: ["release", "refuse"],
        text=said_of,
        url=lambda file: "",
    )
)
