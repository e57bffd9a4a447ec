"""A message to choose from, in each of its languages."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from moderation.models import ReplyTemplate


class ReplyForm(forms.Form):
    """to, and for each language a title by which it is chosen and the text; a language without both is left out."""

    to = forms.ChoiceField(label=_("For whom"), choices=ReplyTemplate.TO)
    once = OnceField()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for code, _name in settings.LANGUAGES:
            self.fields[f"title_{code}"] = PlainText(
                label=_("Title"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
            )
            self.fields[f"text_{code}"] = LongText(
                label=_("Text"),
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "lang": code}),
            )

    def clean(self):
        cleaned = super().clean()
        for code, _name in settings.LANGUAGES:
            title, text = cleaned.get(f"title_{code}"), cleaned.get(f"text_{code}")
            if bool(title) != bool(text):
                self.add_error(f"text_{code}" if title else f"title_{code}", _("Please write both, title and text."))
        if not self.errors and not self.texts:
            raise ValidationError(_("Please write it in one language at least."))
        return cleaned

    @property
    def texts(self):
        """{language: (title, text)}"""
        said = self.cleaned_data
        found = {code: (said[f"title_{code}"], said[f"text_{code}"]) for code, _name in settings.LANGUAGES}
        return {code: both for code, both in found.items() if all(both)}

    @property
    def by_language(self):
        """[(code, name, title field, text field)] for the page."""
        return [(code, name, self[f"title_{code}"], self[f"text_{code}"]) for code, name in settings.LANGUAGES]


def initial_of(template):
    """What the form holds of a message that there is."""
    found = {"to": template.to}
    for text in template.texts.all():
        found |= {f"title_{text.language}": text.title, f"text_{text.language}": text.text}
    return found
