"""What is done with roles of the platform."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.gate import is_member
from core.refusals import NotAllowed, Refusal, require
from members import rules
from members.actions.people import admit
from members.models import Appointment, CharterVersion, User
from members.models.user import normal_email
from members.stewards import STEWARD, refuse_without_steward, stewards, tell_of_roles
from notifications.live import notify

# Wagtail's groups, for the roles that have to do with pages. The others have none: nothing there is theirs.
GROUPS = {"editor": "Editors", "trainer": "Trainers", "moderator": "Moderators"}


class EnoughStewards(Refusal):
    message = _("There are two stewards already: they appoint further ones.")


@transaction.atomic
def appoint(user, role, *, by, reason=""):
    """Give a platform role. `by` is a steward, who gives none to themselves, or None for the operator at the command
    line. Person and stewards are told."""
    if by is not None:
        require(rules.can_change_standing, by, user)
        require(is_member, user)
    _, is_new = Appointment.objects.get_or_create(user=user, role=role, ended_at=None)
    if is_new:
        _changed("members.appoint", user, role, by, reason)
    return user


@transaction.atomic
def dismiss(user, role, *, by, reason=""):
    """Take a platform role away; a steward may lay down their own. Raises LastSteward. Person and stewards are told."""
    require(rules.can_appoint, by)
    if role == STEWARD:
        refuse_without_steward(user)
    held = Appointment.objects.filter(user=user, role=role, ended_at=None)
    if held.update(ended_at=timezone.now()):
        _changed("members.dismiss", user, role, by, reason)


@transaction.atomic
def change_roles(user, roles, *, by, reason):
    """Give and take roles until this person holds exactly these. Raises LastSteward, and then nothing is changed."""
    require(rules.can_change_standing, by, user)
    held = set(Appointment.objects.filter(user=user, ended_at=None).values_list("role", flat=True))
    for role in sorted(set(roles) - held):
        appoint(user, role, by=by, reason=reason)
    for role in sorted(held - set(roles)):
        dismiss(user, role, by=by, reason=reason)


def _changed(verb, user, role, by, reason):
    user.forget_rights()
    record(verb, by=by, on=user, reason=f"{role}: {reason}" if reason else role)
    follow_roles(user)
    if by is not None:
        tell_of_roles(user, by=by)


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
    told = list(stewards().exclude(email=normal_email(email)))
    if len(told) >= 2 and not emergency:
        raise EnoughStewards
    user = User.objects.filter(email=normal_email(email)).first()
    if user and not user.is_member:
        raise NotAllowed(_("This account is closed."))
    user = user or _admit_steward(email, name)
    appoint(user, STEWARD, by=None)
    if emergency:
        record("members.appoint_emergency", by=None, on=user)
        notify("members.emergency", about=user, to=told)
    return user
