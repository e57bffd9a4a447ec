"""What is done with people and spaces. The only writer of this room's tables."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.collation import sort_key
from core.gate import is_member, space_key
from core.ids import new_ref
from core.models import Audience
from core.refusals import NotAllowed, Refusal, require
from members import rules
from members.models import Appointment, Membership, Profile, Space, User
from members.models.user import normal_email
from notifications.live import notify
from search.live import refresh


class AlreadyAMember(Refusal):
    message = _("There is an account with this e-mail address already.")


class LinkUsed(Refusal):
    message = _("This link was used already. Sign in, or ask for a new password.")


class LastKeeper(Refusal):
    message = _("A space needs somebody who keeps it. Make another person keeper first.")


class EnoughStewards(Refusal):
    message = _("There are two stewards already: they appoint further ones.")


@transaction.atomic
def admit(
    *,
    email,
    name,
    by,
    sort_name="",
    language="en",
    time_zone="UTC",
    institution=None,
    job_title="",
    password=None,
    since=None,
):
    """Make an accepted member with a confirmed address; raises AlreadyAMember.

    Without a password, only a welcome link lets this person in. `since` is when a person who is brought over from
    elsewhere joined, else it is now.
    """
    since = since or timezone.now()
    if User.objects.filter(email=normal_email(email)).exists():
        raise AlreadyAMember
    user = User(
        email=normal_email(email),
        name=name,
        sort_name=sort_key(sort_name or name),
        language=language,
        time_zone=time_zone,
        joined_at=since,
        accepted_at=since,
        caught_up_at=since,
    )
    user.set_password(password)
    user.save()
    Profile.objects.create(user=user, institution=institution, job_title=job_title)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("members.admit", by=by, on=user)
    refresh(user)
    return user


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


GROUPS = {
    "editor": "Editors",
    "trainer": "Trainers",
    "moderator": "Moderators",
    "steward": "Stewards",
    "admin": "Administrators",
}


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
    user = user or admit(email=email, name=name or email.partition("@")[0][:120], by=None)
    appoint(user, "steward", by=None)
    if emergency:
        record("members.appoint_emergency", by=None, on=user)
        notify("members.emergency", about=user, to=told)
    return user


@transaction.atomic
def disable(user, *, by):
    """Close an account: it ends everything of this person's on their next request."""
    require(rules.can_appoint, by)
    open_account = User.objects.filter(pk=user.pk, disabled_at=None)
    if open_account.update(disabled_at=timezone.now(), is_active=False):
        record("members.disable", by=by, on=user)
        refresh(user, narrows=True)
    user.refresh_from_db()


@transaction.atomic
def create_space(*, name, kind, by, purpose="", language="en"):
    """Make a space with its audience; whoever makes it keeps it."""
    require(rules.can_create_space, by)
    ref = new_ref()
    audience = Audience.objects.create(key=space_key(ref))
    space = Space(audience=audience, name=name, kind=kind, purpose=purpose, language=language)
    space.ref = ref
    space.save()
    record("members.create_space", by=by, on=space)
    _let_in(by, space, Membership.KEEPER)
    return space


@transaction.atomic
def add_to_space(user, space, *, by, role=Membership.MEMBER, until=None):
    """Let a member in, at a keeper's word. Twice is once: the role is then what was asked last.

    Raises LastKeeper when it would leave the space without one.
    """
    require(rules.can_keep, by, space)
    require(is_member, user)
    if role != Membership.KEEPER or until:
        _refuse_without_keeper(space, user)
    membership = _let_in(user, space, role, until)
    record("members.add_to_space", by=by, on=space, reason=role)
    return membership


@transaction.atomic
def join(space, *, by):
    """Join an open space; who is in it already stays as they are."""
    inside = by.memberships.current().filter(space=space).first() if is_member(by) else None
    if inside:
        return inside
    require(rules.can_join, by, space)
    membership = _let_in(by, space, Membership.MEMBER)
    record("members.join", by=by, on=space)
    return membership


@transaction.atomic
def leave(user, space, *, by):
    """Take somebody out, or go oneself; it takes effect on the next request.

    Raises LastKeeper for the only person who keeps the space. Search needs no word of it: what the space holds has
    the same readers' key as before, and this person does not hold it any more.
    """
    if by != user:
        require(rules.can_keep, by, space)
    _refuse_without_keeper(space, user)
    if Membership.objects.filter(user=user, space=space, ended_at=None).update(ended_at=timezone.now()):
        user.forget_rights()
        record("members.leave_space", by=by, on=space)


def _refuse_without_keeper(space, user):
    """Raise LastKeeper if this person alone keeps the space. The lock makes two keepers who go at once two in a row."""
    Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    keepers = space.memberships.current().filter(role=Membership.KEEPER, user__in=User.objects.members())
    if set(keepers.values_list("user_id", flat=True)) == {user.pk}:
        raise LastKeeper


def _let_in(user, space, role, until=None):
    membership, is_new = Membership.objects.get_or_create(
        user=user, space=space, ended_at=None, defaults={"role": role, "until": until}
    )
    if not is_new and (membership.role, membership.until) != (role, until):
        membership.role, membership.until = role, until
        membership.save(update_fields=["role", "until"])
    user.forget_rights()
    return membership


@transaction.atomic
def settle_in(user, *, name, password):
    """The person named by a welcome link chooses name and password; raises LinkUsed for the second of two."""
    sort_name = user.sort_name if user.sort_name != sort_key(user.name) else sort_key(name)
    unused = User.objects.filter(pk=user.pk, password=user.password)
    if not unused.update(name=name, sort_name=sort_name, password=make_password(password)):
        raise LinkUsed
    user.refresh_from_db()
    record("members.settle_in", by=user, on=user)
    refresh(user)


@transaction.atomic
def choose_language(user, language, *, by):
    """The language of the interface, kept with the person."""
    require(lambda asking, person: asking == person, by, user)
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        record("members.language", by=by, on=user, reason=language)
