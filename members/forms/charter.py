"""The charter as stewards write it: Markdown in each language, and what is new in it."""

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, PlainText

LONGEST = 30_000


class Moment(forms.CharField):
    """A moment as a form carries it from the page to the server; anything else is none."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return parse_datetime(value or "")
        except ValueError:
            return None


class CharterForm(forms.Form):
    """version: the draft, or where there is none the charter that holds now, as what to start from."""

    def __init__(self, *args, version, **options):
        texts = {text.language: text for text in version.texts.all()} if version else {}
        is_draft = bool(version and version.published_at is None)
        super().__init__(*args, **options)
        self.fields["seen"] = Moment(required=False, initial=version.saved_at.isoformat() if is_draft else "")
        for code, label in settings.LANGUAGES:
            text = texts.get(code)
            self.fields[f"body_{code}"] = LongText(
                label=_("Text in %(language)s") % {"language": label},
                max_length=LONGEST,
                required=False,
                initial=text.body if text else "",
                widget=forms.Textarea(attrs={"lang": code, "rows": 14}),
            )
            self.fields[f"changes_{code}"] = PlainText(
                label=_("What changed, in %(language)s") % {"language": label},
                max_length=500,
                required=False,
                initial=text.changes if text and is_draft else "",
                widget=forms.TextInput(attrs={"lang": code}),
            )

    @property
    def texts(self):
        """{language: (Markdown, what changed)}"""
        typed = self.cleaned_data
        return {code: (typed[f"body_{code}"], typed[f"changes_{code}"]) for code, _label in settings.LANGUAGES}
