"""The membership stewards: there is always one, and each hears of what another does."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from members.models import Appointment
from members.notices import STANDING
from members.rules import stewards
from notifications.live import notify, write

STEWARD = "steward"


class LastSteward(Refusal):
    message = _("Fora needs a membership steward. Appoint another one first.")


def refuse_without_steward(user):
    """Raise LastSteward if this person alone is one. The locks make two who dismiss each other two in a row."""
    held = Appointment.objects.filter(role=STEWARD, ended_at=None).order_by("pk")
    list(held.select_for_update().values_list("pk", flat=True))
    if set(stewards().values_list("pk", flat=True)) == {user.pk}:
        raise LastSteward


def tell_of_roles(user, *, by):
    """The person, and every other steward, hear that roles have changed."""
    notify("members.roles", about=user, to=[user] if user != by else [])
    notify("members.roles_of", about=user, to=_others(user, by))


def tell_of_account(user, what, *, by):
    """what: `closed` or `opened`. The person hears by mail alone: who is closed has no page to read it on."""
    write(STANDING, address=user.email, language=user.language, what=what)
    for steward in _others(user, by):
        if what == "closed":
            write(STANDING, to=steward, what="closed_of")
    if what == "opened":
        notify("members.opened_of", about=user, to=_others(user, by))


def _others(user, by):
    return list(stewards().exclude(pk__in=[user.pk, by.pk]))
