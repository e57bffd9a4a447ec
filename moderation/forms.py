from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from moderation.handling import labels


class HandlingField(forms.ChoiceField):
    """Chooses a label by its key; "" where nothing was sent, which leaves it to whoever writes the row."""

    def __init__(self, **options):
        options = {"label": _("Handling"), "required": False, **options}
        super().__init__(choices=_names, **options)

    @property
    def meanings(self):
        """[Label] that there are to choose from, for a page that says what each means."""
        return list(labels().values())


def _names():
    return [(label.key, label.name) for label in labels().values()]


class DecisionForm(forms.Form):
    """What a moderator decides on a reported thing."""

    decision = forms.CharField(max_length=20, widget=forms.HiddenInput)
    reason = PlainText(
        label=_("Reason"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Kept in the audit log. Please do not repeat what should not be read."),
    )
