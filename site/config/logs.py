"""What the log says: where something failed and how, and no word that somebody wrote, looked for or was sent.

Logs are read by more people than the pages are, and kept elsewhere. So an exception is logged by its type and the lines
it came through; its own words only where they are a program's. Addresses are logged as routes, without what fills them.
"""

import copy
import logging
import re
import traceback

from django.db.utils import InterfaceError, OperationalError

# Ours say a sentence without anything that was sent (`EngineUnavailable`, `ScannerAway`, …).
OURS = ("core", "thesaurus", "notifications", "search", "moderation", "files", "members", "cms", "forum", "library")
# Python's, about names and types in the code.
OF_CODE = (AttributeError, TypeError, NameError, ImportError, NotImplementedError, RecursionError, MemoryError)
# The databases', whose first line says what is the matter; what follows may be a row.
OF_DATABASES = (OperationalError, InterfaceError)
NOWHERE = "(no address of ours)"
AFTER_HOST = re.compile(r"(?<=[a-z]://)([^/\s]+)[^\s]*")


class Discreet(logging.Formatter):
    """Lines of the log, each entry's message on one."""

    def format(self, record):
        record = copy.copy(record)
        record.msg, record.args = _on_one_line(_message(record)), None
        record.exc_text = None  # what another handler's formatter made of it
        return super().format(record)

    def formatException(self, exc_info):  # noqa: N802  (logging's name)
        """The lines that each exception of the chain came through, and what may be told of it."""
        return "\n".join(
            "".join(["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__), told(error)])
            for error in _chain(exc_info[1])
        )


def told(error):
    """An exception's type, with its words where those are a program's."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    words = _words(error)
    return f"{name}: {words}" if words else name


def _words(error):
    if isinstance(error, OF_DATABASES):
        return str(error).strip().partition("\n")[0]
    if isinstance(error, OSError):  # its text may name a file, or repeat an address as mail servers do
        return error.strerror if isinstance(error.strerror, str) else ""
    room = type(error).__module__.partition(".")[0]
    if room == "redis":  # its answers begin with a word of their own: OOM, READONLY, …
        return str(error).partition(" ")[0]
    return str(error) if isinstance(error, OF_CODE) or room in OURS else ""


def _message(record):
    request = getattr(record, "request", None)
    if request is not None and record.name.startswith("django.security.") and not record.args:
        return f"Refused: {_route(request)}"  # the message is an exception's words
    args = record.args
    if isinstance(args, tuple):
        record.args = tuple(_discreet(arg, request) for arg in args)
    message = record.getMessage()
    return message if request is None else AFTER_HOST.sub(r"\1", message)


def _discreet(arg, request):
    if isinstance(arg, BaseException):
        return told(arg)
    if request is not None and arg in _names_of(request.path):
        return _route(request)
    return arg


def _names_of(path):
    """A path as it was asked for, and as Django writes it into its log."""
    return (path, path.encode("unicode_escape").decode("ascii"))


def _route(request):
    """The pattern of the address that was asked for."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else NOWHERE


def _on_one_line(message):
    return message.replace("\r", "\\r").replace("\n", "\\n")


def _chain(error):
    """An exception after those that led to it."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*(_chain(earlier) if earlier else []), error]
