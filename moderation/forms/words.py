"""Words to be watched, and a text to try them on."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, PlainText
from core.models import Audience
from moderation.models import WatchedWord
from moderation.rules import can_watch, spaces_watched_by
from search.analysis import folded

EVERYWHERE = ""


class WordsForm(forms.Form):
    """What to watch, where, and what happens. Its writer is offered the lists that they keep."""

    words = PlainText(
        label=_("Word or words"),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Capital letters and accents make no difference. Several words are found in this order."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Any: only as it is written here")), *settings.LANGUAGES],
        help_text=_("With a language, its other forms are found too, in texts of that language."),
    )
    audience = forms.ChoiceField(label=_("Where"), required=False)
    outcome = forms.ChoiceField(
        label=_("What happens"), choices=WatchedWord.OUTCOMES, widget=forms.RadioSelect, initial=WatchedWord.WARN
    )

    def __init__(self, *args, by, **options):
        super().__init__(*args, **options)
        self.fields["audience"].choices = _places(by)

    def clean_words(self):
        words = self.cleaned_data["words"]
        if not folded(words):
            raise forms.ValidationError(_("Please write a word: these signs are in none."))
        return words

    @property
    def said(self):
        said = self.cleaned_data
        return {**said, "audience": said["audience"] or None}


class TryForm(forms.Form):
    """A text, as somebody might send it."""

    text = LongText(label=_("Text"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}))
    language = forms.ChoiceField(
        label=_("Its language"), required=False, choices=[("", _("Not known")), *settings.LANGUAGES]
    )


def _places(by):
    everywhere = [(EVERYWHERE, _("Everywhere"))] if can_watch(by) else []
    spaces = Audience.objects.filter(key__in=spaces_watched_by(by)).select_related("space").order_by("space__name")
    return everywhere + [(audience.key, audience.space.name) for audience in spaces]
