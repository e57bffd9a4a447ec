"""The letters that carry notices, one or many: low-trace, for mail is read on the way."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.gate import is_member
from notifications.actions import note_sent_along, take_alike
from notifications.collapsing import collapsed
from notifications.digests import DIGEST, digest_letter, gather, period_of
from notifications.hours import quiet_until, zone_named
from notifications.letters import Letter, LetterKind, register_letter
from notifications.live import NOTICE, channel_for
from notifications.models import Delivery, Rhythm
from notifications.querysets import standing_for
from notifications.registry import MAIL, known
from notifications.sentences import fit_for_mail


def notice_letter(delivery):
    """Of what is not public it says that there is something new, and where. Of what was read meanwhile, may be seen no
    more, or is not wanted by mail any more, nothing. Others that wait and are about the same whole go with it."""
    notice, reader = delivery.notice, delivery.recipient
    if notice.read_at or not is_member(reader) or not _is_wanted(notice, reader) or _has_gone(delivery):
        return None
    alike = take_alike(delivery)
    told = [notice for notice, _thing, _actor in standing_for([notice, *(each.notice for each in alike)], reader)]
    if notice not in told:
        return None
    delivery.along = [each for each in alike if each.notice in told]
    [group, *_rest] = collapsed(sorted(told, key=lambda each: (each.created_at, each.pk), reverse=True))
    link = settings.BASE_URL + reverse("notice", args=[group.oldest.ref])
    return Letter(_("Something new on Fora"), f"{_public_sentence(group) or _something(group.many)}\n\n{link}")


def _has_gone(delivery):
    """Whether a letter of this turn has told it already."""
    return not Delivery.objects.waiting().filter(pk=delivery.pk).exists()


def _something(many):
    said = ngettext("There is something new for you.", "There are %(count)d new things for you.", many)
    return said % {"count": many}


def quiet_until_for(delivery):
    """Until when its reader wants no mail, by their own clock."""
    rhythm = Rhythm.objects.filter(user=delivery.recipient_id).first()
    return quiet_until(rhythm, zone_named(delivery.recipient.time_zone), timezone.now()) if rhythm else None


def _is_wanted(notice, reader):
    kind = known(notice.kind)
    return kind is None or channel_for(kind, reader) == MAIL


def _public_sentence(group):
    """What the page would say of it to a visitor who is not signed in, or ""."""
    keys = {notice.key for notice in group.notices}
    rows = fit_for_mail(keys)
    if known(group.newest.kind) is None or keys - rows.keys():
        return ""
    return group.said(rows, actor=None)


register_letter(
    LetterKind(
        NOTICE,
        notice_letter,
        sent=note_sent_along,
        put_off=quiet_until_for,
        refusable=lambda delivery: kind.name if (kind := known(delivery.notice.kind)) and kind.choice else "",
    )
)
register_letter(LetterKind(DIGEST, digest_letter, refusable=period_of, prepare=gather))
