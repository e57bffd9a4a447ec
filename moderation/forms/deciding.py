"""What moderators choose and type where something waits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, PlainText
from core.texts import number_in
from moderation.actions import Saying
from moderation.decisions import DECISIONS
from moderation.models import ReplyTemplate, ReviewItem

SHOWN = [
    ("waiting", _("All that wait")),
    ("mine", _("Mine")),
    ("unassigned", _("Given to nobody")),
    ("asked", _("With the author")),
    ("closed", _("Decided")),
]
MOST_AT_ONCE = 25
MOST_DIGITS = 9  # of a version


class QueueFilter(forms.Form):
    """Which items of the queue are shown. An odd word shows all."""

    why = forms.ChoiceField(
        label=_("Why it is here"), choices=[("", _("Any reason")), *ReviewItem.CAUSES], required=False
    )
    place = forms.ChoiceField(label=_("Where"), choices=(), required=False)

    def __init__(self, *args, places=(), **options):
        super().__init__(*args, **options)
        self.fields["place"].choices = [("", _("Everywhere")), *places]

    def narrow(self, items, user):
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("why"):
            items = items.opened_by(asked["why"])
        return items.within(user, asked["place"]) if asked.get("place") else items

    def query(self):
        """What it asks for, for links to other pages of the list."""
        asked = self.cleaned_data if self.is_valid() else {}
        return "".join(f"{name}={value}&" for name, value in asked.items() if value)


class DecisionForm(forms.Form):
    """A decision on one item, with what is said to whom. version: of the item as it was shown."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    decision = forms.CharField(max_length=20, widget=forms.HiddenInput)
    reply = forms.ModelChoiceField(ReplyTemplate.objects.none(), label=_("Message to the author"), required=False)
    words = LongText(
        label=_("In your own words, to the author"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    answer = forms.ModelChoiceField(ReplyTemplate.objects.none(), label=_("Message to who reported it"), required=False)
    answer_words = LongText(
        label=_("In your own words, to who reported it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    reason = PlainText(
        label=_("Reason, for the record"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Kept in the audit log. Please do not repeat what should not be read."),
    )

    def __init__(self, *args, to_author, to_reporters, **options):
        super().__init__(*args, **options)
        templates = list(ReplyTemplate.objects.in_use())
        for name, to, is_asked in (
            ("reply", ReplyTemplate.AUTHOR, to_author),
            ("answer", ReplyTemplate.REPORTER, to_reporters),
        ):
            if is_asked:
                self._offer(name, [template for template in templates if template.to == to])
            else:
                del self.fields[name], self.fields["words" if name == "reply" else "answer_words"]

    def _offer(self, name, templates):
        self.fields[name].queryset = ReplyTemplate.objects.in_use().filter(pk__in=[each.pk for each in templates])
        self.fields[name].to_field_name = "ref"
        self.fields[name].choices = [("", _("None")), *((each.ref, each.title) for each in templates)]

    def saying(self, name, words):
        """The Saying of two fields."""
        template = self.cleaned_data.get(name)
        return Saying(reply=template.as_said if template else {}, words=self.cleaned_data.get(words) or "")


class AssignForm(forms.Form):
    """To whom an item is given."""

    to = forms.ChoiceField(label=_("Give it to"))

    def __init__(self, *args, people=(), **options):
        super().__init__(*args, **options)
        self.people = {person.ref: person for person in people}
        self.fields["to"].choices = [(ref, person.display) for ref, person in self.people.items()]

    def clean_to(self):
        return self.people[self.cleaned_data["to"]]


class BulkForm(forms.Form):
    """One decision on several items, each as it was shown: `ref:version`."""

    NAMES = ("approve", "dismiss", "restore", "hide", "reject", "release", "refuse")

    items = forms.MultipleChoiceField(error_messages={"required": _("Please tick what you decide on.")})
    decision = forms.ChoiceField(
        label=_("Decide on what is ticked"),
        choices=[("", _("Choose"))],
        error_messages={"required": _("Please choose a decision.")},
    )
    reason = PlainText(
        label=_("Reason, for the record"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["decision"].choices += [(name, DECISIONS[name].label) for name in self.NAMES]
        self.fields["items"].choices = [(each, each) for each in self.ticked[:MOST_AT_ONCE]]

    def clean_items(self):
        """[(ref, version)]; what is no such word is left out."""
        parts = (each.partition(":") for each in self.cleaned_data["items"])
        sent = ((ref, version_in(word)) for ref, _colon, word in parts)
        return [(ref, version) for ref, version in sent if version is not None]

    @property
    def ticked(self):
        """The words of what was ticked, as they were sent."""
        return self.data.getlist("items") if self.is_bound else []


def version_in(word):
    """The version of an item that a word says, as it was sent, or None."""
    return number_in(word, digits=MOST_DIGITS)
