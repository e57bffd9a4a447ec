"""What people type in the forum: cleaned here, saved by actions."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from files.forms import KeptField, UploadsField
from forum.models import Topic
from thesaurus.forms import ConceptsField


class WritingForm(forms.Form):
    """A text with its files. `writer` says for whom the form was made, should the session end meanwhile."""

    body = LongText(
        label=_("Your text"),
        max_length=50_000,
        help_text=_("Write @ and a full name to mention somebody."),
        error_messages={"required": _("Please write something: the text is empty.")},
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES, required=False)
    uploads = UploadsField(label=_("Files"))
    kept, told, waited = KeptField(), KeptField(), KeptField()
    once = OnceField()
    writer = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def said(self):
        """What the action asks for, by its names."""
        return {name: self.cleaned_data[name] for name in ("body", "language", "once")}


class BoardForm(forms.Form):
    """A board of a space, named in the one language that its people share."""

    title = PlainText(label=_("Name"), max_length=120, help_text=_("What is talked about here, in a few words."))
    purpose = PlainText(label=_("Purpose"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ReplyForm(WritingForm):
    """An answer in a topic."""


class TopicForm(WritingForm):
    """A new topic with its first post."""

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

    def clean_kind(self):
        return self.cleaned_data["kind"] or Topic.QUESTION

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

    @property
    def said(self):
        return {name: self.cleaned_data[name] for name in ("body", "language", "reason")}


class ReasonForm(forms.Form):
    """A reason for what is done. `writer` says for whom the form was made, should the session end meanwhile."""

    writer = forms.CharField(widget=forms.HiddenInput, required=False)


class ReportForm(ReasonForm):
    """Why a post should be looked at."""

    reason = LongText(
        label=_("What should the moderators look at?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Please say in a few words what is wrong.")},
    )


class HideForm(ReasonForm):
    """Why a moderator takes something out of sight."""

    reason = PlainText(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Kept in the audit log. Please do not repeat what should not be read."),
    )
