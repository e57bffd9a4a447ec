"""What a password must be, in our words."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    # Django's own sentence is not in its Arabic catalogue.
    def get_error_message(self):
        message = ngettext(
            "This is too short: a password needs %(least)s character or more.",
            "This is too short: a password needs %(least)s characters or more.",
            self.min_length,
        )
        return message % {"least": self.min_length}
