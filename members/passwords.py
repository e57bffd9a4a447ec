"""What a password must be, in our words."""

import hashlib
from bisect import bisect_left
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Sorted digests of KNOWN_BYTES each, of 337,510 passwords of 15 bytes or more (site/known_passwords.py says whence).
KNOWN = Path(__file__).with_name("known_passwords.bin")
KNOWN_BYTES = 5
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


class NotKnown:
    """Refuses what stands in lists of passwords that were stolen elsewhere, whatever its case. Nothing leaves this
    machine. Of three million passwords that nobody knows, one is taken for a known one by chance."""

    def validate(self, password, user=None):
        if is_known(password):
            raise ValidationError(_("This password is known: it stands in lists that guessers use."))

    def get_help_text(self):
        return _("Don’t use a password that you have seen anywhere.")


def digest(password):
    """The first bytes of a digest of the password in small letters, as they stand in the file."""
    return hashlib.blake2b(password.casefold().encode(), digest_size=KNOWN_BYTES).digest()


def is_known(password):
    """Whether the password stands in the list, by halving it."""
    wanted, known = digest(password), _Digests()
    place = bisect_left(known, wanted)
    return place < len(known) and known[place] == wanted


class _Digests:
    """The file as a sorted sequence of digests, read once for this process."""

    def __len__(self):
        return len(_content()) // KNOWN_BYTES

    def __getitem__(self, place):
        return _content()[place * KNOWN_BYTES : (place + 1) * KNOWN_BYTES]


@cache
def _content():
    return KNOWN.read_bytes()
