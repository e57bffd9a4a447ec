from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from members.models import ContactMessage


class MessageForm(forms.Form):
    """A message to one member."""

    body = LongText(label=_("Your message"), max_length=ContactMessage.LONGEST)
    once = OnceField()


class ReportForm(forms.Form):
    """Why a message should be looked at by moderators."""

    reason = PlainText(label=_("What is wrong with it?"), max_length=1000)
