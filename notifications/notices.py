"""The letter that carries a notice: low-trace, for mail is read on the way."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from core import things
from core.gate import is_member
from notifications.letters import Letter, LetterKind, register_letter
from notifications.live import NOTICE, channel_for
from notifications.querysets import standing_for
from notifications.registry import MAIL, known
from notifications.sentences import sentence


def notice_letter(delivery):
    """Of what is not public it says that there is something new, and where. Of what was read meanwhile, may be seen no
    more, or is not wanted by mail any more, nothing."""
    notice, reader = delivery.notice, delivery.recipient
    if notice.read_at or not is_member(reader) or not _is_wanted(notice, reader):
        return None
    if not standing_for([notice], reader):
        return None
    said = _public_sentence(notice) or _("There is something new for you.")
    link = settings.BASE_URL + reverse("notice", args=[notice.ref])
    return Letter(_("Something new on Fora"), f"{said}\n\n{link}")


def _is_wanted(notice, reader):
    kind = known(notice.kind)
    return kind is None or channel_for(kind, reader) == MAIL


def _public_sentence(notice):
    """What the page would say of it to a visitor who is not signed in, or ""."""
    rows = things.resolve({key for key in (notice.key, notice.actor) if key}, AnonymousUser())
    kind = known(notice.kind)
    return sentence(kind, rows[notice.key], rows.get(notice.actor)) if kind and notice.key in rows else ""


register_letter(
    LetterKind(
        NOTICE,
        notice_letter,
        refusable=lambda delivery: kind.name if (kind := known(delivery.notice.kind)) and kind.choice else "",
    )
)
