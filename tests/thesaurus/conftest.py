"""The real thesaurus, loaded once for each module of tests and rolled back after it."""

import csv

import pytest
from django.db import transaction

from thesaurus import actions


@pytest.fixture(scope="module")
def thesaurus(django_db_setup, django_db_blocker):
    """448 concepts with their labels; what a test changes is undone for the next."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield actions.load()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def make_sheets(tmp_path):
    """make_sheets(concepts, labels) -> a folder with a small thesaurus of its own.

    concepts: {slug: (top, broader, related, confidence)}. labels: [(slug, language, text, kind)]; preferred labels that
    are not given are made up from the slug.
    """

    def make(concepts, labels=(), unconfirmed=()):
        given = {(slug, language) for slug, language, _, kind in labels if kind == "pref"}
        made_up = [
            (slug, language, slug.replace("-", " "), "pref")
            for slug in concepts
            for language in ("en", "fr", "es", "ar", "uk")
            if (slug, language) not in given
        ]
        _write(
            tmp_path / "concepts.csv",
            ("concept", "top", "broader", "related", "scope_note_en", "confidence"),
            [(slug, top, broader, related, "", sure) for slug, (top, broader, related, sure) in concepts.items()],
        )
        _write(tmp_path / "labels.csv", ("concept", "lang", "label", "kind"), [*made_up, *labels])
        _write(tmp_path / "unconfirmed.csv", ("concept", "lang"), unconfirmed)
        return tmp_path

    return make


def _write(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
