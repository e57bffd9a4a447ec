"""Whom one looks for, and what they are asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from members.models import EntryFacet
from moderation.forms import CheckedForm


class LookForm(forms.Form):
    """By field, language and country; choices: {kind of facet: [(value, label)]}."""

    LABELS = [
        (EntryFacet.EXPERTISE, _("Field")),
        (EntryFacet.LANGUAGE, _("Works in")),
        (EntryFacet.COUNTRY, _("Country")),
    ]

    def __init__(self, *args, choices, **options):
        super().__init__(*args, **options)
        for kind, label in self.LABELS:
            offered = [("", _("Any")), *choices[kind]]
            self.fields[kind] = forms.ChoiceField(label=label, choices=offered, required=False)

    @property
    def chosen(self):
        """{kind of facet: value} of what was chosen; what there is not to choose is left out."""
        self.is_valid()
        return {kind: value for kind, value in self.cleaned_data.items() if value}


class AskForm(CheckedForm):
    """Up to five people, and why they. `writer` says for whom the form was made, should the session end meanwhile."""

    writer = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = PlainText(
        label=_("Why you ask them"),
        max_length=200,
        help_text=_("Those whom you ask see it, such as “you have worked with this court”."),
        error_messages={"required": _("Please say in a few words why you ask them.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def forget_errors(self):
        """The form as it stands while one looks for people: nothing in it is wrong yet."""
        self.full_clean()
        self.errors.clear()

    @property
    def said(self):
        return {"reason": self.cleaned_data["reason"], "decision": self.decision}
