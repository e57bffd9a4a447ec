"""What people type in the forum: cleaned here, saved by actions."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from files.forms import KeptField, UploadsField
from forum.forms.polls import PollFields
from forum.forms.signing import SigningForm
from forum.models import Topic
from moderation.forms import CheckedForm, HandlingField
from moderation.models.handling import COMMUNITY
from thesaurus.forms import ConceptsField


class WritingForm(CheckedForm):
    """A text with its files. `writer` says for whom the form was made, should the session end meanwhile."""

    body = LongText(
        label=_("Your text"),
        max_length=50_000,
        help_text=_("Write @ and a full name to mention somebody."),
        error_messages={"required": _("Please write something: the text is empty.")},
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES, required=False)
    handling = HandlingField()
    uploads = UploadsField(label=_("Files"))
    kept, told, waited = KeptField(), KeptField(), KeptField()
    once = OnceField()
    writer = forms.CharField(widget=forms.HiddenInput, required=False)
    draft = forms.CharField(widget=forms.HiddenInput, required=False)  # the version of the draft that it began with
    read_by = forms.CharField(widget=forms.HiddenInput, required=False)  # the audience that the writer was told of

    @property
    def said(self):
        """What the action asks for, by its names."""
        said = {name: self.cleaned_data[name] for name in ("body", "language", "handling", "once")}
        return {**said, "decision": self.decision}


class BoardForm(forms.Form):
    """A board of a space, named in the one language that its people share."""

    title = PlainText(label=_("Name"), max_length=120, help_text=_("What is talked about here, in a few words."))
    purpose = PlainText(label=_("Purpose"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    default_handling = HandlingField(label=_("How posts are to be handled unless their writers say otherwise"))

    def clean_default_handling(self):
        return self.cleaned_data["default_handling"] or COMMUNITY


class ReplyForm(SigningForm, WritingForm):
    """An answer in a topic."""

    @property
    def said(self):
        return {**super().said, "read_by": self.cleaned_data["read_by"]}


class TopicForm(PollFields, SigningForm, WritingForm):
    """A new topic with its first post; of a poll with what it asks. announces: whether its writer may announce."""

    title = PlainText(
        label=_("Title"),
        max_length=200,
        help_text=_("A question that a colleague elsewhere would recognise. No names of people or places."),
        error_messages={"required": _("Please give it a title: others decide by it whether they can help.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind of topic"), choices=Topic.KINDS, widget=forms.RadioSelect, required=False)
    concepts = ConceptsField()
    field_order = ["kind", "title", "body", "concepts", "language", "uploads"]
    checked = (*WritingForm.checked, "choices")

    def __init__(self, *args, announces=False, **options):
        super().__init__(*args, **options)
        if not announces:
            kinds = [kind for kind in Topic.KINDS if kind[0] != Topic.ANNOUNCEMENT]
            self.fields["kind"].choices = kinds

    def clean_kind(self):
        return self.cleaned_data["kind"] or Topic.QUESTION

    def clean(self):
        super().clean()
        if self.cleaned_data.get("kind") == Topic.POLL:
            self.check_poll()
        else:
            self.forget_poll()
        return self.cleaned_data

    @property
    def said(self):
        return {
            **super().said,
            "title": self.cleaned_data["title"],
            "kind": self.cleaned_data["kind"],
            "concepts": self.cleaned_data["concepts"],
        }


class EditForm(WritingForm):
    """A new version of a post."""

    reason = PlainText(
        label=_("What you changed"),
        max_length=200,
        required=False,
        help_text=_("One line for those who have read it already, such as “rule 4 added”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    made_from = forms.CharField(widget=forms.HiddenInput, required=False)  # the digest of the text it began with

    @property
    def said(self):
        names = ("body", "language", "handling", "reason", "made_from", "read_by")
        return {**{name: self.cleaned_data[name] for name in names}, "decision": self.decision}
