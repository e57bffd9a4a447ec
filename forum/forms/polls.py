"""What a poll asks, as fields of the form for a new topic."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, refuse_too_much
from core.texts import lines_in
from forum.actions.polls import Ask

FEWEST, MOST, LONGEST = 2, 10, 200
LONGEST_OPEN = timedelta(days=366)


class Lines(LongText):
    """Texts, one on each line, each once."""

    def clean(self, value):
        lines = lines_in(super().clean(value))
        for line in lines:
            refuse_too_much(line, LONGEST)
        return lines


class PollFields(forms.Form):
    """The fields of a poll: they count where the topic is one."""

    choices = Lines(
        label=_("Answers to choose from"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("One on each line, two to ten."),
    )
    is_multiple = forms.BooleanField(label=_("One may choose several"), required=False)
    is_anonymous = forms.BooleanField(
        label=_("Anonymous"),
        required=False,
        help_text=_(
            "Who voted is kept apart from what: not even operators can put them together. A vote can’t be changed, and "
            "the result is shown at the end, if three or more took part."
        ),
    )
    closes_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    @property
    def poll_fields(self):
        return [self[name] for name in PollFields.base_fields]

    @property
    def ask(self):
        """What the poll asks, for `actions.start_poll`."""
        said = self.cleaned_data
        return Ask(tuple(said["choices"]), said["is_multiple"], said["is_anonymous"], _end_of(said["closes_on"]))

    def check_poll(self):
        """Say what is missing of a poll, each at its field."""
        if not FEWEST <= len(self.cleaned_data.get("choices") or ()) <= MOST and "choices" not in self.errors:
            self.add_error("choices", _("Please give two to ten answers, one on each line."))
        if self.cleaned_data.get("is_anonymous") and not self.cleaned_data.get("closes_on"):
            self.add_error("closes_on", _("An anonymous poll needs a last day: its result is shown then."))

    def forget_poll(self):
        """Of a topic that is none: what its folded fields say is neither asked nor wrong."""
        self.cleaned_data["choices"] = []
        for name in PollFields.base_fields:
            self.errors.pop(name, None)

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day and not timezone.localdate() <= day <= timezone.localdate() + LONGEST_OPEN:
            raise ValidationError(_("Please choose a day from today on, within a year."))
        return day


def _end_of(day):
    """The moment at which a day is over where the writer is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None
