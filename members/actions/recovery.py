"""The way back for a member who has lost password and factors (THREATS T18). Two people vouch for them, each through
another channel; once the owner's mails have left, a day passes in which they can stop it; a link works once, for a day.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.refusals import NotAllowed, Refusal, require
from members import rules
from members.actions.signing import raise_round, tell
from members.models import AccountEvent, RecoveryRequest, RecoveryWord, User
from members.models.user import normal_email
from notifications.live import write
from notifications.models import Delivery

PATIENCE = timedelta(days=7)  # in which two must have confirmed
MAIL = timedelta(days=7)  # in which a warning, or the link, must have left
OPEN = timedelta(hours=24)
WORDS = 2
WARNING = "members.recovery_confirmed"


class RecoveryOver(Refusal):
    message = _("This way back does not work any more: it was used, stopped, or its time is over.")


def wish_for_recovery(email):
    """Ask for the way back into the account with this address, whoever asks.

    One row is written, whether there is such an account or not, and the lane of the mails looks for it: so the time
    that the answer takes does not tell.
    """
    write("members.recovery_wish", email=email)


@transaction.atomic
def ask_for_recovery(email):
    """Begin the way back into the account with this address, if there is one and none runs yet.

    Its owner hears of it at once, and so do those who can confirm it.
    """
    user = User.objects.members().filter(email=normal_email(email)).first()
    if user is None or not _begin(user):
        return
    record("members.recovery_ask", by=None, on=user)
    tell(user, AccountEvent.RECOVERY_ASKED)
    request = user.recovery_requests.get(ended_at=None)
    write("members.recovery_asked", to=user, request=request.ref)
    for person in rules.confirmers_of(user):
        write("members.recovery_to_confirm", to=person, request=request.ref)


def _begin(user):
    """Whether a new request was made: a person has one at a time."""
    expire_recoveries(user.recovery_requests.all())
    try:
        with transaction.atomic():
            RecoveryRequest.objects.create(user=user, closes_at=timezone.now() + PATIENCE)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def expire_recoveries(requests=None):
    """End those that are past their time, of all or of some; nobody is warned of them any more. Returns how many."""
    requests = RecoveryRequest.objects.all() if requests is None else requests
    past = requests.filter(ended_at=None, closes_at__lte=timezone.now())
    return sum(_expire(request) for request in past)


def _expire(request):
    running = RecoveryRequest.objects.filter(pk=request.pk, ended_at=None, closes_at__lte=timezone.now())
    ended = running.update(ended_at=timezone.now(), outcome=RecoveryRequest.EXPIRED)
    if ended:
        User.objects.filter(pk=request.user_id).update(recovering_at=None)
    return ended


@transaction.atomic
def confirm_recovery(request, *, how, by):
    """Vouch for the person who asks, with how one made sure. With the second word the owner is warned."""
    request = RecoveryRequest.objects.select_for_update().get(pk=request.pk)
    require(rules.can_confirm_recovery, by, request)
    RecoveryWord.objects.create(request=request, by=by, how=how)
    record("members.recovery_confirm", by=by, on=request.user, reason=how)
    if rules.words_that_count(request).count() >= WORDS:
        _announce(request)


def _announce(request):
    """Tell every session and every address of the person. Nothing opens before the mails have left."""
    user, now = request.user, timezone.now()
    request.confirmed_at, request.closes_at = now, now + MAIL
    request.save(update_fields=["confirmed_at", "closes_at"])
    User.objects.filter(pk=user.pk).update(recovering_at=now + RecoveryRequest.DELAY)
    tell(user, AccountEvent.RECOVERY_CONFIRMED)
    addresses = {user.email, *EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)}
    for address in sorted(addresses):
        write(WARNING, to=user, address=address, request=request.ref)


@transaction.atomic
def note_warned(ref):
    """A warning has left. With the last of them the day begins after which it opens: the link is for the mail of then.

    A warning that can't be sent, or was for nobody, is none: then it does not open.
    """
    waiting = RecoveryRequest.objects.confirmed().filter(ref=ref, opens_at=None)
    request = waiting.select_for_update().select_related("user").first()
    if request is None:
        return
    warnings = Delivery.objects.filter(kind=WARNING, recipient=request.user, queued_at__gte=request.confirmed_at)
    if warnings.filter(sent_at=None).exists():
        return
    request.opens_at = timezone.now() + RecoveryRequest.DELAY
    request.closes_at = request.opens_at + MAIL
    request.save(update_fields=["opens_at", "closes_at"])
    User.objects.filter(pk=request.user_id).update(recovering_at=request.opens_at)
    link = write("members.recovery_open", to=request.user, request=request.ref)
    Delivery.objects.filter(pk=link.pk).update(not_before=request.opens_at, queued_at=request.opens_at)


@transaction.atomic
def note_link_sent(ref):
    """The link has left: from now on it works for a day."""
    opened = RecoveryRequest.objects.confirmed().filter(ref=ref, opens_at__lte=timezone.now())
    opened.update(closes_at=timezone.now() + OPEN)


@transaction.atomic
def refuse_recovery(request, *, by):
    """Who may confirm it found that somebody else asks, or cannot reach the person: they end it, until it is used."""
    require(rules.can_refuse_recovery, by, request)
    _end(request, RecoveryRequest.REFUSED)
    record("members.recovery_refuse", by=by, on=request.user)
    tell(request.user, AccountEvent.RECOVERY_STOPPED)


@transaction.atomic
def stop_recovery(request, *, by=None):
    """The owner says that it was not them: in a session of theirs, or by the link in their mail (`by` None)."""
    if by is not None and by.pk != request.user_id:
        raise NotAllowed
    _end(request, RecoveryRequest.STOPPED)
    record("members.recovery_stop", by=by or request.user, on=request.user)
    tell(request.user, AccountEvent.RECOVERY_STOPPED)
    for person in rules.confirmers_of(request.user):
        write("members.recovery_stopped", to=person, request=request.ref)


@transaction.atomic
def recover(request, *, password):
    """Open the account with a new password: all factors go, all sessions end; raises RecoveryOver but for the first."""
    now = timezone.now()
    open_now = RecoveryRequest.objects.running().filter(pk=request.pk, opens_at__lte=now)
    if not request.user.is_member or not open_now.update(ended_at=now, outcome=RecoveryRequest.USED):
        raise RecoveryOver
    user = request.user
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(password=make_password(password), recovering_at=None)
    raise_round(user)
    user.refresh_from_db()
    record("members.recover", by=user, on=user)
    tell(user, AccountEvent.RECOVERED)
    write("members.recovered", to=user)
    return user


def _end(request, outcome):
    running = RecoveryRequest.objects.running().filter(pk=request.pk)
    if not running.update(ended_at=timezone.now(), outcome=outcome):
        raise RecoveryOver
    User.objects.filter(pk=request.user_id).update(recovering_at=None)
