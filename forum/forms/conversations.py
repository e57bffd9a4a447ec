"""What people type in private conversations, and whom they choose for one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from files.forms import KeptField, UploadsField
from forum.forms.moderating import ReportForm
from forum.models import Conversation
from members.called import described, people_called
from members.models import User
from members.rules import can_write_to
from moderation.forms import CheckedForm

OTHERS = Conversation.MOST - 1


class MessageForm(CheckedForm):
    """A message with its files. `writer` says for whom the form was made, should the session end meanwhile."""

    body = LongText(
        label=_("Your text"),
        max_length=50_000,
        error_messages={"required": _("Please write something: the text is empty.")},
    )
    uploads = UploadsField(label=_("Files"))
    kept, told, waited = KeptField(), KeptField(), KeptField()
    once = OnceField()
    writer = forms.CharField(widget=forms.HiddenInput, required=False)
    draft = forms.CharField(widget=forms.HiddenInput, required=False)  # the version of the draft that it began with

    @property
    def said(self):
        return {**{name: self.cleaned_data[name] for name in ("body", "once")}, "decision": self.decision}


class PeopleForm(forms.Form):
    """Members chosen by name, one after the other: those who are chosen already come along as `people`, checked, and
    those among whom one is to be chosen beside them."""

    people = forms.MultipleChoiceField(
        label=_("People"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of them is no member any more. Please look whom you have chosen.")},
    )
    name = PlainText(label=_("Add somebody by name"), required=False, max_length=120)
    writer = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *args, by, **options):
        super().__init__(data.copy() if data is not None else None, *args, **options)
        self.by = by
        refs = self.data.getlist("people") if self.is_bound else self.initial.get("people", [])
        self.chosen = _people(refs, by)
        self.found = people_called(self.data.get("name", "").strip()[:120], by) if self.is_bound else []
        self._take_the_only_one()
        offered = {person.ref: person for person in (*self.chosen, *self.found)}
        self.fields["people"].choices = [(person.ref, described(person)) for person in offered.values()]

    def only_people(self):
        """The form as it stands while people are being chosen: nothing else in it is wrong yet."""
        self.full_clean()
        for name in set(self.errors) - {"people", "name"}:
            del self.errors[name]
        return self

    def clean(self):
        if self.data.get("name", "").strip() and not self.found:
            self.add_error("name", _("No member has this name. Look it up among the people."))
        if len(self.found) > 1 and not set(self.found) & set(self.chosen):
            self.add_error("people", _("Several members have this in their name. Please choose."))
        for person in self.chosen:
            if not can_write_to(self.by, person):
                message = _("%(name)s takes no messages from you now. Nothing was sent; your text is kept here.")
                self.add_error("people", message % {"name": person.display})
        return self.cleaned_data

    def _take_the_only_one(self):
        """A name that one member has needs no choice: it moves from the line to the people."""
        if len(self.found) == 1:
            [person] = self.found
            if person not in self.chosen:
                self.chosen.append(person)
                self.data.appendlist("people", person.ref)
            self.data["name"], self.found = "", []


class ConversationForm(PeopleForm, MessageForm):
    """A first message, to one or several members."""

    title = PlainText(
        label=_("Subject"),
        required=False,
        max_length=200,
        help_text=_("It stands in the list of those who take part, and in no mail."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    field_order = ["people", "name", "title", "body", "uploads"]

    def clean(self):
        super().clean()
        if not self.chosen and "name" not in self.errors and "people" not in self.errors:
            self.add_error("name", _("Please say to whom you write."))
        if len(self.chosen) > OTHERS:
            self.add_error("people", _("A conversation has ten people at most. For more, a space is the better place."))
        return self.cleaned_data

    @property
    def said(self):
        return {**super().said, "title": self.cleaned_data["title"]}


class MessageReportForm(ReportForm):
    """What is wrong with a message, and which others the moderators need beside it."""

    others = KeptField()


def _people(refs, by):
    """The members of these refs, in their order, without this person."""
    refs = list(dict.fromkeys(refs))[: 2 * OTHERS]
    people = User.objects.visible_to(by).for_listing().exclude(pk=by.pk).filter(ref__in=refs)
    by_ref = {person.ref: person for person in people}
    return [by_ref[ref] for ref in refs if ref in by_ref]
