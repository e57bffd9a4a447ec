"""What stewards decide about somebody's standing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from members.models import Appointment


class ReasonForm(forms.Form):
    """Why: one line for the log."""

    reason = PlainText(
        label=_("Why"),
        max_length=200,
        help_text=_(
            "It stands in the record of what was done, which auditors read. Please name no case and no third person."
        ),
        error_messages={"required": _("Please say why.")},
    )


class RolesForm(ReasonForm):
    """The roles that somebody is to hold from now on."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Appointment.ROLES, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["roles", "reason"]
