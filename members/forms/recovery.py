"""The way back for who has lost password and factors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from members.forms.fields import Address, NewPassword


class LostForm(forms.Form):
    email = Address(_("E-mail address"))


class HowForm(forms.Form):
    """How somebody made sure that it is the person."""

    how = PlainText(
        label=_("How you made sure that it is this person"),
        help_text=_(
            "By another channel than mail: a call to a number that you knew before, a meeting, a colleague there."
        ),
        max_length=300,
    )


class NewStartForm(forms.Form):
    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        self.fields["password"] = NewPassword(_("New password"), person=person)
