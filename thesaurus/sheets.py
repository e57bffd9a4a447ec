"""The thesaurus as it lies in `data/`: three CSV files, read and checked before anything is written."""

import csv
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from thesaurus import folding

FOLDER = Path(__file__).resolve().parent / "data"
FILES = ("concepts.csv", "labels.csv", "unconfirmed.csv")


class BrokenSheets(ValueError):
    """The files contradict themselves; the message names the first row that does."""


@dataclass(frozen=True)
class ConceptRow:
    slug: str
    top: str
    broader: str
    related: frozenset
    scope_note: str
    confidence: str
    position: int


@dataclass(frozen=True)
class LabelRow:
    slug: str
    language: str
    text: str
    kind: str
    position: int
    is_unconfirmed: bool


@dataclass(frozen=True)
class Sheets:
    """concepts by slug, in order; labels in order."""

    concepts: dict = field(default_factory=dict)
    labels: list = field(default_factory=list)


def digest(folder=FOLDER):
    """A hash of the three files and of the way labels are folded."""
    total = hashlib.sha256(f"folding {folding.VERSION}".encode())
    for name in FILES:
        total.update((folder / name).read_bytes())
    return total.hexdigest()


def read(folder=FOLDER):
    """The files as Sheets; raises BrokenSheets where they contradict themselves."""
    rows = [_concept(number, row) for number, row in enumerate(_rows(folder / "concepts.csv"))]
    concepts = {row.slug: row for row in rows}
    unconfirmed = {(row["concept"], row["lang"]) for row in _rows(folder / "unconfirmed.csv")}
    labels = [_label(number, row, unconfirmed) for number, row in enumerate(_rows(folder / "labels.csv"))]
    if len(concepts) != len(rows):
        raise BrokenSheets("concepts.csv names a concept twice")
    _refuse_broken_concepts(concepts)
    _refuse_broken_labels(labels, concepts)
    return Sheets(concepts, labels)


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _concept(number, row):
    return ConceptRow(
        slug=row["concept"],
        top=row["top"],
        broader=row["broader"],
        related=frozenset(filter(None, row["related"].split("|"))),
        scope_note=row["scope_note_en"],
        confidence=row["confidence"],
        position=number,
    )


def _label(number, row, unconfirmed):
    preferred = row["kind"] == "pref"
    return LabelRow(
        slug=row["concept"],
        language=row["lang"],
        text=row["label"],
        kind=row["kind"],
        position=number,
        is_unconfirmed=preferred and (row["concept"], row["lang"]) in unconfirmed,
    )


def _refuse_broken_concepts(concepts):
    for row in concepts.values():
        unknown = ({row.top, row.broader} - {""} | row.related) - concepts.keys()
        if unknown:
            raise BrokenSheets(f"{row.slug}: unknown concepts {sorted(unknown)}")
        if row.top != _top_of(row, concepts):
            raise BrokenSheets(f"{row.slug}: its top is not where its broader concepts lead")
        if any(row.slug not in concepts[other].related for other in row.related):
            raise BrokenSheets(f"{row.slug}: a related concept does not know of it")


def _top_of(row, concepts):
    """The slug at the end of the way up, '' for a top itself."""
    passed = [row.slug]
    while concepts[passed[-1]].broader:
        passed.append(concepts[passed[-1]].broader)
        if len(passed) > len(concepts):
            raise BrokenSheets(f"{row.slug}: its broader concepts go in a circle")
    return passed[-1] if len(passed) > 1 else ""


def _refuse_broken_labels(labels, concepts):
    languages = {code for code, _ in settings.LANGUAGES}
    for label in labels:
        if label.slug not in concepts or label.language not in languages or not folding.key(label.text):
            raise BrokenSheets(f"{label.slug}/{label.language}: a label of an unknown concept or language, or empty")
    preferred = [(label.slug, label.language) for label in labels if label.kind == "pref"]
    if len(preferred) != len(set(preferred)) or len(preferred) != len(concepts) * len(languages):
        raise BrokenSheets("each concept needs one preferred label in each language")
