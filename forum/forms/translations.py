"""What people type to put a post into another language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField
from moderation.forms import CheckedForm


class TranslationForm(CheckedForm):
    """A post in another language. of_digest, made_from: which texts it was made from (`Post.digest`), as the form had
    them. `writer` says for whom the form was made, should the session end meanwhile."""

    body = LongText(
        label=_("Translation"),
        max_length=50_000,
        error_messages={"required": _("Please write something: the text is empty.")},
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    of_digest = forms.CharField(widget=forms.HiddenInput, max_length=16)
    made_from = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    once = OnceField()
    writer = forms.CharField(widget=forms.HiddenInput, required=False)
    draft = forms.CharField(widget=forms.HiddenInput, required=False)  # the version of the draft that it began with

    @property
    def said(self):
        names = ("body", "language", "of_digest", "made_from", "once")
        return {**{name: self.cleaned_data[name] for name in names}, "decision": self.decision}
