"""The site's addresses, with pages that fail in ways whose words are somebody's."""

from pathlib import Path

from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, OperationalError, transaction
from django.urls import path

from config.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns
from members.models import User

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def fail(request, how, word):
    try:
        {}[word]
    except KeyError as error:
        FAILURES[how](word, error)


def _of_value(word, error):
    raise ValueError(f"{word} is no number")


def _because_of_another(word, error):
    raise RuntimeError(f"{word} cannot be read") from error


def _of_a_row(word, error):
    """What PostgreSQL says of it holds the address."""
    with transaction.atomic():
        User.objects.create(email=f"{word.lower()}@test.example", name=word)
        User.objects.create(email=f"{word.upper()}@test.example", name=word)


def _of_the_database(word, error):
    raise OperationalError(f"deadlock detected\nDETAIL: a row with {word}")


def _of_a_file(word, error):
    Path(f"/no/such/{word}").read_text()


def _of_suspicion(word, error):
    raise SuspiciousOperation(f"{word} is not to be trusted")


FAILURES = {
    "value": _of_value,
    "another": _because_of_another,
    "row": _of_a_row,
    "database": _of_the_database,
    "file": _of_a_file,
    "suspicion": _of_suspicion,
}
# What the log says of each: type of the last exception, and its words where they may be told.
SAID = {
    "value": "ValueError",
    "another": "RuntimeError",
    "row": IntegrityError.__name__,
    "database": "django.db.utils.OperationalError: deadlock detected",
    "file": "FileNotFoundError: No such file or directory",
    "suspicion": "SuspiciousOperation",
}

urlpatterns = [path("fails/<slug:how>/<str:word>/", fail), *urlpatterns]
