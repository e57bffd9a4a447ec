"""Fields for text that people type: bad characters and too much of it are refused in words, and stay on the page."""

import re
import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Embedding and override marks can make a line read as something else; isolates and plain marks are harmless.
OVERRIDES = re.compile(r"[\u202a\u202b\u202d\u202e]")
# Those that break a line: French keeps “:” and “?” on the line by the others.
SPACES = re.compile(r"[^\S\u00a0\u202f]+")
DAMAGED = "\ufffd"  # what stands for a letter that arrived in another encoding than UTF-8


def refuse_controls(value):
    """Raise ValidationError for NUL, other control characters, lone surrogates and direction overrides."""
    if CONTROLS.search(value) or OVERRIDES.search(value):
        raise ValidationError(
            _(
                "The text holds characters that can’t be shown. They often come with text pasted from another program: "
                "please remove them and send it again."
            ),
            code="controls",
        )


def refuse_damaged(value):
    """Raise ValidationError for a text in which letters were lost on the way."""
    if DAMAGED in value:
        raise ValidationError(
            _("Some letters arrived damaged and are shown as %(mark)s. Please type them again.") % {"mark": DAMAGED},
            code="damaged",
        )


def refuse_too_much(text, most):
    """Raise ValidationError, with both numbers, for more than `most` characters."""
    if len(text) > most:
        message = ngettext(
            "Please keep this to %(most)s character; it has %(length)s.",
            "Please keep this to %(most)s characters; it has %(length)s.",
            most,
        )
        raise ValidationError(message % {"most": most, "length": len(text)}, code="max_length")


class PlainText(forms.CharField):
    """One line of plain text, of at most `max_length` characters."""

    def __init__(self, *, max_length=200, **options):
        super().__init__(**options)
        self.most = max_length

    def clean(self, value):
        # Django's own NUL check would speak first, and less helpfully.
        text = self.to_python(value)
        self.validate(text)
        refuse_controls(text)
        refuse_damaged(text)
        refuse_too_much(text, self.most)
        return text

    def to_python(self, value):
        text = str(value or "")
        return text if CONTROLS.search(text) else SPACES.sub(" ", super().to_python(value)).strip()


class LongText(PlainText):
    """Text of several lines, of at most `max_length` characters, line ends made alike."""

    widget = forms.Textarea

    def __init__(self, *, max_length=50_000, **options):
        super().__init__(max_length=max_length, **options)

    def to_python(self, value):
        return forms.CharField.to_python(self, value).replace("\r\n", "\n").replace("\r", "\n")


class OnceField(forms.CharField):
    """A random word that makes sending a form twice the same as sending it once."""

    widget = forms.HiddenInput
    SHAPE = re.compile(r"[A-Za-z0-9_-]{16,43}")

    def __init__(self, **options):
        super().__init__(**{"initial": new_once, "required": False, **options})

    def clean(self, value):
        """A missing or odd word is replaced: it protects the writer and is no reason to lose a text."""
        return value if isinstance(value, str) and self.SHAPE.fullmatch(value) else new_once()


def new_once():
    return secrets.token_urlsafe(16)
