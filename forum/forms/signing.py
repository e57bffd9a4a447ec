"""How somebody signs what they write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.signing import Sign
from moderation.attribution import ATTRIBUTIONS, NAME, ROLE, ROLE_CHOICES


class SigningForm(forms.Form):
    """Beside the text of something new. `warned`: the choice that its writer was warned of and sends all the same."""

    attribution = forms.ChoiceField(
        label=_("How it is signed"), choices=ATTRIBUTIONS, widget=forms.RadioSelect, required=False, initial=NAME
    )
    role = forms.ChoiceField(
        label=_("Your role, if you sign by it"), choices=[("", "…"), *ROLE_CHOICES], required=False
    )
    warned = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        lacks_role = self.cleaned_data.get("attribution") == ROLE and self.cleaned_data.get("role") == ""
        if lacks_role:
            self.add_error("role", _("Please say in which role you write."))
        return super().clean()

    @property
    def sign(self):
        """The Sign of a valid form; a role that was chosen and is not signed by is none."""
        chosen = self.cleaned_data["attribution"] or NAME
        return Sign(chosen, self.cleaned_data["role"] if chosen == ROLE else "")

    @property
    def said(self):
        return {**super().said, "sign": self.sign}
