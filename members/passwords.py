"""What a password must be, in our words."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ROWS = [
    "1234567890",
    "0987654321",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
]


class LongEnough(MinimumLengthValidator):
    # Django's own sentence is not in its Arabic catalogue.
    def get_error_message(self):
        message = ngettext(
            "This is too short: a password needs %(least)s character or more.",
            "This is too short: a password needs %(least)s characters or more.",
            self.min_length,
        )
        return message % {"least": self.min_length}


class NoPattern:
    """Refuses what is long only because it repeats itself or follows the keyboard: lists of common passwords, short as
    most of those are, do not hold it, and guessers try it first."""

    def validate(self, password, user=None):
        folded = password.casefold()
        if _repeats(folded) or any(folded in row * 10 for row in ROWS):
            raise ValidationError(_("This is long, but easy to guess: it repeats itself or follows the keyboard."))

    def get_help_text(self):
        return _("Don’t repeat a word, and don’t follow the keyboard.")


def _repeats(text):
    """Whether the text is one shorter text over and over, the last time perhaps cut off."""
    return any(text[step:] == text[:-step] for step in range(1, len(text) // 2 + 1))
