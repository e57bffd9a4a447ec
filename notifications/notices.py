"""The letter that carries a notice: low-trace, for mail is read on the way."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from core import things
from notifications.letters import Letter, LetterKind, register_letter
from notifications.live import NOTICE
from notifications.querysets import standing_for
from notifications.registry import known
from notifications.sentences import sentence


def notice_letter(delivery):
    """Of what is not public it says that there is something new, and where. Of what was read meanwhile, or may be seen
    no more, nothing."""
    notice = delivery.notice
    if notice.read_at or not standing_for([notice], delivery.recipient):
        return None
    said = _public_sentence(notice) or _("There is something new for you.")
    link = settings.BASE_URL + reverse("notice", args=[notice.ref])
    return Letter(_("Something new on Fora"), f"{said}\n\n{link}")


def _public_sentence(notice):
    """What the page would say of it to a visitor who is not signed in, or ""."""
    rows = things.resolve({key for key in (notice.key, notice.actor) if key}, AnonymousUser())
    kind = known(notice.kind)
    return sentence(kind, rows[notice.key], rows.get(notice.actor)) if kind and notice.key in rows else ""


register_letter(
    LetterKind(
        NOTICE,
        notice_letter,
        refusable=lambda delivery: kind.name if (kind := known(delivery.notice.kind)) and kind.label else "",
    )
)
