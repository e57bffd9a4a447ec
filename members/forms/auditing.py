"""What an auditor looks for in the log."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import things
from core.forms import PlainText
from core.verbs import named_verbs
from members.auditing import people_named

ANY = ("", _("All"))
OUTCOMES = [ANY, ("done", _("Done")), ("denied", _("Refused")), ("other", _("Another outcome"))]


class Day(forms.DateField):
    """A day that stays within every calendar and time zone."""

    def to_python(self, value):
        day = super().to_python(value)
        if day and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class AuditFilter(forms.Form):
    """Every field may stay empty. A day counts from midnight to midnight where the reader is."""

    person = PlainText(label=_("Person"), max_length=120, required=False)
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, required=False)
    since = Day(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = Day(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["verb"].choices = [ANY, *sorted(named_verbs(), key=lambda named: str(named[1]))]
        self.fields["kind"].choices = [ANY, *((kind.name, kind.label) for kind in things.kinds().values())]

    def narrow(self, entries):
        """Those of the entries that are looked for; none while something that was typed can't be read."""
        if not self.is_valid():
            return entries.none() if self.is_bound and self.errors else entries
        asked = self.cleaned_data
        conditions = {
            "actor__in": people_named(asked["person"]) if asked["person"] else None,
            "verb": asked["verb"] or None,
            "key__startswith": f"{asked['kind']}:" if asked["kind"] else None,
            "outcome": asked["outcome"] if asked["outcome"] in ("done", "denied") else None,
            "at__gte": _midnight(asked["since"]),
            "at__lt": _midnight(asked["until"], days=1),
        }
        entries = entries.filter(**{name: value for name, value in conditions.items() if value is not None})
        return entries.exclude(outcome__in=["done", "denied"]) if asked["outcome"] == "other" else entries

    def asked_for(self):
        """What is looked for, for the log: which filters, and what was chosen from a list; nothing that was typed."""
        asked = self.cleaned_data if self.is_valid() else {}
        return " ".join(f"{name}={value if name != 'person' else '…'}" for name, value in asked.items() if value)


class ExportForm(AuditFilter):
    FORMATS = [("csv", _("Table (CSV)")), ("jsonl", _("One JSON object a line"))]

    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, widget=forms.RadioSelect, initial="csv")


def _midnight(day, days=0):
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time())) if day else None
