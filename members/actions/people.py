"""What is done with people's accounts."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.collation import sort_key
from core.refusals import Refusal, require
from members import rules
from members.actions.entries import first_parts, list_anew
from members.actions.keepers import note_unkept
from members.actions.signing import raise_round
from members.models import Profile, RecoveryRequest, Space, User
from members.models.user import normal_email
from members.stewards import refuse_without_steward, tell_of_account
from search.live import refresh


class AlreadyAMember(Refusal):
    message = _("There is an account with this e-mail address already.")


class LinkUsed(Refusal):
    message = _("This link was used already. Sign in, or ask for a new password.")


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
    user = make_account(
        email=normal_email(email),
        name=name,
        sort_name=sort_key(sort_name or name),
        language=language,
        time_zone=time_zone,
        joined_at=since,
        accepted_at=since,
        caught_up_at=since,
        password=make_password(password),
    )
    first_parts(Profile.objects.create(user=user, institution=institution, job_title=job_title))
    list_anew(user)
    record("members.admit", by=by, on=user)
    refresh(user)
    return user


def make_account(*, name, **columns):
    """A row for somebody whose address is known to be theirs, within the caller's transaction."""
    user = User.objects.create(**{"name": name, "sort_name": sort_key(name), **columns})
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def disable(user, *, by, reason=""):
    """Close an account: it ends everything of this person's on their next request. Person and stewards are told.

    Raises LastSteward for the only one there is. `reason` goes into the log and to nobody else.
    """
    require(rules.can_change_standing, by, user)
    refuse_without_steward(user)
    if close_account(user):
        record("members.disable", by=by, on=user, reason=reason)
        tell_of_account(user, "closed", by=by)
    user.refresh_from_db()


def close_account(user):
    """End everything of this person's on their next request, in the caller's transaction; whether it was open."""
    if not User.objects.filter(pk=user.pk, disabled_at=None).update(disabled_at=timezone.now(), is_active=False):
        return False
    _end_ways_in(user)
    note_unkept(Space.objects.filter(pk__in=user.memberships.filter(role="keeper", ended_at=None).values("space")))
    refresh(user, narrows=True)
    return True


def open_account(user):
    """Undo `close_account`, in the caller's transaction; whether it was closed. No suspension goes on then."""
    now = timezone.now()
    if not User.objects.filter(pk=user.pk, disabled_at__isnull=False).update(disabled_at=None, is_active=True):
        return False
    user.sanctions.running().filter(kind="suspension").update(lifted_at=now)
    refresh(user)
    return True


def _end_ways_in(user):
    """What was open when an account was closed does not open again with it: sessions, and a way back."""
    raise_round(user)
    ended = {"ended_at": timezone.now(), "outcome": RecoveryRequest.REFUSED}
    user.recovery_requests.filter(ended_at=None).update(**ended)
    User.objects.filter(pk=user.pk).update(recovering_at=None)


@transaction.atomic
def enable(user, *, by, reason=""):
    """Open a closed account again, with the roles and spaces that it still has."""
    require(rules.can_change_standing, by, user)
    if open_account(user):
        record("members.enable", by=by, on=user, reason=reason)
        tell_of_account(user, "opened", by=by)
    user.refresh_from_db()
    user.forget_rights()


@transaction.atomic
def settle_in(user, *, name, password):
    """The person named by a welcome link chooses name and password; raises LinkUsed for the second of two."""
    sort_name = user.sort_name if user.sort_name != sort_key(user.name) else sort_key(name)
    unused = User.objects.filter(pk=user.pk, password=user.password)
    if not unused.update(name=name, sort_name=sort_name, password=make_password(password)):
        raise LinkUsed
    user.refresh_from_db()
    list_anew(user)
    record("members.settle_in", by=user, on=user)
    refresh(user)


@transaction.atomic
def choose_language(user, language, *, by):
    """The language of the interface, kept with the person."""
    require(lambda asking, person: asking == person, by, user)
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        record("members.language", by=by, on=user, reason=language)
