from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText

KEPT = _("It stands in the record. Please name no case and no person.")
SAY_WHY = {"required": _("Please say why.")}


class DeleteForm(forms.Form):
    """Why something is to be erased."""

    reason = PlainText(label=_("Why"), max_length=200, help_text=KEPT, error_messages=SAY_WHY)


class HoldForm(forms.Form):
    """Why something is to be kept."""

    reason = PlainText(label=_("Why, and on whose request"), max_length=200, help_text=KEPT, error_messages=SAY_WHY)


class LiftForm(forms.Form):
    """Why it need not be kept any more."""

    reason = PlainText(label=_("Why it can be lifted"), max_length=200, help_text=KEPT, error_messages=SAY_WHY)
