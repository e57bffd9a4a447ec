"""The fields for files beside a text: each file that can't be taken is named with its reason; the text stays.

A form has both, `uploads = UploadsField()` and `kept = KeptField()`; its view asks `files.receiving.receive`. One that
is posted for others to read has `told` and `waited` too, KeptFields as well, and asks `untold` before it posts.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.ids import ALPHABET, LENGTH
from files.actions import check
from files.names import UNSEEN
from files.refusals import FileRefused
from files.types import ENDINGS

MOST_AT_ONCE = 10
REF = re.compile(rf"^[{ALPHABET}]{{{LENGTH}}}$")


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__({"accept": ",".join(ENDINGS), **(attrs or {})})

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class UploadsField(forms.FileField):
    """Up to ten files. Cleans to a list of open uploaded files, each of a type that is taken; often empty."""

    widget = SeveralFiles

    def __init__(self, **options):
        super().__init__(
            **{
                "required": False,
                "label": _("Files"),
                "help_text": _("PDF, Word, Excel, PowerPoint, OpenDocument text, plain text or pictures; 25 MB each."),
                **options,
            }
        )

    def clean(self, value, initial=None):
        sent = [file for file in value or [] if file]
        errors = [error for error in map(_error_of, sent) if error]
        if len(sent) > MOST_AT_ONCE:
            errors.append(_too_many(len(sent)))
        if self.required and not sent:
            raise ValidationError(self.error_messages["required"], code="required")
        if errors:
            raise ValidationError(errors)
        return sent


class KeptField(forms.Field):
    """The refs of files that came with an earlier try of the same form. Cleans to those words that can be refs."""

    widget = forms.MultipleHiddenInput

    def __init__(self, **options):
        super().__init__(**{"required": False, **options})

    def clean(self, value):
        return [ref for ref in value or [] if REF.match(ref)][:MOST_AT_ONCE]


class UploadForm(forms.Form):
    """Files that are sent before the text that they belong to, beside those that came before."""

    uploads = UploadsField()
    kept, told, waited = KeptField(), KeptField(), KeptField()


def refused(sent, refusal):
    """The form's error for one file."""
    params = {"name": UNSEEN.sub("", sent.name or ""), "reason": refusal.message}
    return ValidationError(_("%(name)s: %(reason)s"), code="refused", params=params)


def _error_of(sent):
    try:
        check(sent, sent.name)
    except FileRefused as refusal:
        return refused(sent, refusal)
    return None


def _too_many(number):
    message = ngettext(
        "Please send at most %(most)s file at once; these are %(number)s.",
        "Please send at most %(most)s files at once; these are %(number)s.",
        MOST_AT_ONCE,
    )
    return ValidationError(message % {"most": MOST_AT_ONCE, "number": number}, code="too_many")
