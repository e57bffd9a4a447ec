"""What members say to moderators, and what moderators type in the forum."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, PlainText
from moderation.models import Flag


class ReasonForm(forms.Form):
    """A reason for what is done. `writer` says for whom the form was made, should the session end meanwhile."""

    writer = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def said(self):
        return {"reason": self.cleaned_data["reason"]}


class ReportForm(ReasonForm):
    """Why a post should be looked at."""

    why = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Flag.WHYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say what is wrong.")},
    )
    reason = LongText(
        label=_("What should the moderators look at?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Please say in a few words what is wrong.")},
    )
    field_order = ["why", "reason"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("why") == Flag.OTHER and not cleaned.get("reason") and "reason" not in self.errors:
            missing = self.fields["reason"].error_messages["required"]
            self.add_error("reason", forms.ValidationError(missing, code="required"))
        return cleaned

    @property
    def said(self):
        return {"why": self.cleaned_data["why"], "reason": self.cleaned_data["reason"]}


class LiftingForm(ReasonForm):
    """Why one has to know who wrote a post."""

    reason = LongText(
        label=_("Why do you have to know?"),
        max_length=300,
        help_text=_("Read by those who decide with you, by whoever wrote the post, and in the record. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Please say why: without a reason nobody can agree.")},
    )


class HideForm(ReasonForm):
    """Why a moderator takes something out of sight."""

    reason = PlainText(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Kept in the audit log. Please do not repeat what should not be read."),
    )


class AmendForm(forms.Form):
    """A moderator's version of somebody else's text. made_from: which text it began with; version: of the open item in
    the queue, where there is one; of: whose item, the post's or that of the topic it opens."""

    writer = forms.CharField(widget=forms.HiddenInput, required=False)
    made_from = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)
    of = forms.CharField(max_length=10, widget=forms.HiddenInput, required=False)
    title = PlainText(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    body = LongText(
        label=_("Text"),
        max_length=50_000,
        error_messages={"required": _("Please write something: the text is empty.")},
    )
    reason = PlainText(
        label=_("What you changed, and why"),
        max_length=200,
        help_text=_("Everybody who reads the history sees it, and the author is told. Your name is not shown."),
        error_messages={"required": _("Please say what you changed: the author reads it.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args, has_title=False, **options):
        super().__init__(*args, **options)
        if not has_title:
            del self.fields["title"]

    @property
    def said(self):
        said = self.cleaned_data
        return {name: said[name] for name in ("title", "body", "reason", "made_from", "version", "of") if name in said}
