"""Expected refusals: exceptions that carry a sentence for the person who asked."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something Fora will not do, with a human sentence in `message`."""

    message = _("This can’t be done.")

    def __init__(self, message=None):
        self.message = message or self.message
        super().__init__(self.message)

    def __str__(self):
        return str(self.message)


class NotAllowed(Refusal):
    message = _("You can’t do this. Your rights may have changed since the page was opened.")


def require(rule, *who_and_what):
    """Go on only if the rule says yes; else raise NotAllowed."""
    if not rule(*who_and_what):
        raise NotAllowed
