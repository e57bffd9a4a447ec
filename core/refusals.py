"""Expected refusals: exceptions that carry a sentence for the person who asked."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext_lazy as _

_noted = ContextVar("refusals", default=None)


class Refusal(Exception):
    """Something Fora will not do, with a human sentence in `message`."""

    message = _("This can’t be done.")

    def __init__(self, message=None):
        self.message = message or self.message
        super().__init__(self.message)

    def __str__(self):
        return str(self.message)


class NotAllowed(Refusal):
    """A rule said no. It is noted for the record of refused attempts (`noting_refusals`), whoever catches it."""

    message = _("You can’t do this. Your rights may have changed since the page was opened.")

    def __init__(self, message=None, on=None):
        super().__init__(message)
        noted = _noted.get()
        if noted is not None:
            noted.append(on)


def require(rule, *who_and_what):
    """Go on only if the rule says yes; else raise NotAllowed."""
    if not rule(*who_and_what):
        raise NotAllowed(on=who_and_what[1] if len(who_and_what) > 1 else None)


@contextmanager
def noting_refusals():
    """While this lasts, gives the list of what was refused: for each NotAllowed the thing it was about, or None."""
    noted = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)
