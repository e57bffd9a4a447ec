"""What happens to an account at the door: devices, factors, sessions. Its owner is told of each."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.audit import record
from core.refusals import NotAllowed, require
from members import rules, second_factor
from members.models import AccountEvent, KnownDevice, User
from notifications.live import notify, write


@transaction.atomic
def know_device(user, digest, *, device, network):
    """Note from which device this person signs in, and tell them of a new one, unless it is the first of all."""
    if KnownDevice.objects.filter(user=user, digest=digest).update(used_at=timezone.now()):
        return
    is_first = not user.known_devices.exists()
    _, is_new = KnownDevice.objects.get_or_create(user=user, digest=digest)
    if is_new and not is_first:
        tell(user, AccountEvent.NEW_DEVICE, device=device, network=network)
        write("members.new_device", to=user, device=device, network=network, at=timezone.now().isoformat())


def tell(user, kind, **details):
    """Write what happened to an account, and a notice of it, in the caller's transaction."""
    event = AccountEvent.objects.create(user=user, kind=kind, **details)
    notify("members.account_event", about=event, to=[user])
    return event


@transaction.atomic
def note_change(user, verb, kind):
    """Note that this person has a new password or address: it is told and audited. kind: one of AccountEvent's."""
    record(verb, by=user, on=user)
    tell(user, kind)


@transaction.atomic
def change_factors(user, *, by, kind, factor):
    """Note that a factor was added or removed, or codes made: it is told, audited, and ends all sessions.

    kind: one of AccountEvent's. factor: the type, as allauth has it.
    """
    require(lambda asking, person: asking == person, by, user)
    record(f"members.{kind}", by=by, on=user, reason=factor)
    tell(user, kind)
    raise_round(user)


@transaction.atomic
def drop_factor(user, authenticator, *, by):
    """Take a factor away; the recovery codes go with the last. Refused for the only one of who must have one."""
    require(lambda asking, person: asking == person, by, user)
    # Two at once would each see the other's factor and leave none.
    User.objects.select_for_update().get(pk=user.pk)
    if not second_factor.may_go(user, authenticator):
        raise NotAllowed
    authenticator.delete()
    if not second_factor.has_one(user):
        Authenticator.objects.filter(user=user).delete()
    change_factors(user, by=by, kind=AccountEvent.FACTOR_REMOVED, factor=authenticator.type)


@transaction.atomic
def end_sessions(user, *, by):
    """End all sessions of a person: their own wish, or a steward's."""
    require(lambda asking, person: asking == person or rules.can_appoint(asking), by, user)
    record("members.end_sessions", by=by, on=user)
    raise_round(user)


@transaction.atomic
def end_session(user, session, *, by):
    """End one session of one's own. session: allauth's UserSession."""
    require(lambda asking, mine: asking.pk == mine.user_id, by, session)
    record("members.end_session", by=by, on=user)
    session.end()


def raise_round(user):
    """End all sessions, in the caller's transaction; the one that is to go on is told the new number afterwards."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
