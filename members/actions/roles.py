"""What is done with roles of the platform."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.refusals import NotAllowed, Refusal, require
from members import rules
from members.actions.people import admit
from members.models import Appointment, CharterVersion, User
from members.models.user import normal_email
from notifications.live import notify

GROUPS = {
    "editor": "Editors",
    "trainer": "Trainers",
    "moderator": "Moderators",
    "steward": "Stewards",
    "admin": "Administrators",
}


class EnoughStewards(Refusal):
    message = _("There are two stewards already: they appoint further ones.")


@transaction.atomic
def appoint(user, role, *, by):
    """Give a platform role. `by` is a steward, or None for the operator at the command line."""
    if by is not None:
        require(rules.can_appoint, by)
    _, is_new = Appointment.objects.get_or_create(user=user, role=role, ended_at=None)
    if is_new:
        user.forget_rights()
        record("members.appoint", by=by, on=user, reason=role)
        follow_roles(user)
    return user


@transaction.atomic
def dismiss(user, role, *, by):
    """Take a platform role away."""
    require(rules.can_appoint, by)
    held = Appointment.objects.filter(user=user, role=role, ended_at=None)
    if held.update(ended_at=timezone.now()):
        user.forget_rights()
        record("members.dismiss", by=by, on=user, reason=role)
        follow_roles(user)


def follow_roles(user):
    """Wagtail's groups follow the roles: an editor's screens open and close with the appointment."""
    from django.contrib.auth.models import Group  # noqa: PLC0415  (auth's models load after this app's)

    wanted = {Group.objects.get_or_create(name=name)[0] for role, name in GROUPS.items() if role in user.roles}
    ours = set(Group.objects.filter(name__in=GROUPS.values()))
    user.groups.remove(*(ours - wanted))
    user.groups.add(*wanted)


def _admit_steward(email, name):
    """Who comes in by the command line has not seen the charter: they are asked like everybody."""
    user = admit(email=email, name=name or email.partition("@")[0][:120], by=None)
    charter = CharterVersion.objects.published().first()
    if charter:
        user.charter_due_at = charter.published_at
        user.save(update_fields=["charter_due_at"])
    return user


@transaction.atomic
def appoint_first_steward(email, *, name="", emergency=False):
    """Make or find the person and make them steward; refused once two exist, unless it is an emergency,
    which is audited and told to the stewards there are."""
    stewards = User.objects.members().filter(appointments__role="steward", appointments__ended_at=None)
    told = list(stewards.exclude(email=normal_email(email)))
    if len(told) >= 2 and not emergency:
        raise EnoughStewards
    user = User.objects.filter(email=normal_email(email)).first()
    if user and not user.is_member:
        raise NotAllowed(_("This account is closed."))
    user = user or _admit_steward(email, name)
    appoint(user, "steward", by=None)
    if emergency:
        record("members.appoint_emergency", by=None, on=user)
        notify("members.emergency", about=user, to=told)
    return user
