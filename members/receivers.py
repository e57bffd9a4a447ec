"""Reactions to signals of allauth and Django: what happens at the door is recorded."""

from allauth.account.signals import email_changed, password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in as session_begun
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from core.audit import record, within_session
from members import actions, devices, sessions
from members.models import AccountEvent


@receiver(session_begun)
def note_beginning(request, user, **kwargs):
    sessions.begin(request.session)


@receiver(user_logged_in)
def note_sign_in(request, user, **kwargs):
    # The session that begins now, not the nameless one that asked.
    with within_session(request.session.session_key):
        record("members.sign_in", by=user, on=user)
    sessions.count_as_fresh(request)
    digest = devices.digest_for(user, devices.word_of(request))
    actions.know_device(user, digest, device=sessions.device_of(request), network=sessions.where(request))


@receiver(authentication_failed)
def note_wrong_factor(request, user, authenticator, **kwargs):
    record("members.factor_refused", by=user, on=user, reason=authenticator.type, outcome="refused")


@receiver(user_logged_out)
def note_sign_out(request, user, **kwargs):
    request.signed_out = True  # config.middleware then has the browser forget what it keeps of Fora
    if user is not None:
        record("members.sign_out", by=user, on=user)


@receiver(email_changed)
def note_new_address(request, user, **kwargs):
    actions.note_change(user, "members.email_change", AccountEvent.NEW_ADDRESS)
    # A new address ends every session of this person but the one that confirmed it.
    if request.user == user:
        sessions.go_on(request, user)


@receiver([password_changed, password_set])
def note_new_password(request, user, **kwargs):
    actions.note_change(user, "members.password_change", AccountEvent.NEW_PASSWORD)


@receiver(password_reset)
def note_reset(request, user, **kwargs):
    actions.note_change(user, "members.password_reset", AccountEvent.NEW_PASSWORD)
