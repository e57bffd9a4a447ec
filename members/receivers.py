"""Reactions to signals of allauth."""

from allauth.account.signals import email_changed, user_logged_in
from django.dispatch import receiver

from core.audit import record


@receiver(user_logged_in)
def note_sign_in(request, user, **kwargs):
    record("members.sign_in", by=user, on=user)


@receiver(email_changed)
def note_new_address(request, user, **kwargs):
    record("members.email_change", by=user, on=user)
