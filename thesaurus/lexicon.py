"""All labels in memory, laid out for finding them inside a text. Built once for each edition of the thesaurus."""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings

from thesaurus.folding import loosen, words
from thesaurus.models import Concept, Edition, Label

SHORT = 3  # letters up to which an abbreviation is easily a word of some language: EU is `eu` in French


@dataclass(frozen=True)
class Sense:
    """A concept with what it is called: labels by language, the preferred first, typed forms left out.

    top: the ref of the scheme it stands in, its own for a top. depth: 0 for a top.
    """

    slug: str
    ref: str
    position: int
    top: str
    depth: int
    labels: dict
    confirmed: dict

    def name(self, language):
        """The preferred label in a language, or in English where there is none."""
        return (self.labels.get(language) or self.labels["en"])[0]


@dataclass(frozen=True)
class Entry:
    """One label of one concept as the lexicon finds it. capitals: how a short abbreviation must be typed."""

    sense: Sense
    language: str
    folded: tuple
    is_abbreviation: bool
    capitals: tuple = ()


@dataclass(frozen=True)
class Spelling:
    """A label that may be shown, with what makes it comparable to a misspelt one."""

    key: str
    letters: int
    text: str
    language: str
    rank: tuple
    sense: Sense


@dataclass
class Lexicon:
    """tree: {word: {word: … {"": [Entry]}}} by words without endings, so that a plural or a case still leads there."""

    tree: dict = field(default_factory=dict)
    senses: dict = field(default_factory=dict)
    shown: list = field(default_factory=list)

    def in_order(self):
        """The senses as the data files have them."""
        return sorted(self.senses.values(), key=lambda sense: sense.position)

    def add(self, entry):
        node = self.tree
        for word in entry.folded:
            node = node.setdefault(loosen(word), {})
        node.setdefault("", []).append(entry)

    def entries_from(self, sequence, start):
        """[(end, entries)] for each run of words from `start` on that is a label, up to endings; shortest first."""
        found, node = [], self.tree
        for end in range(start, len(sequence)):
            node = node.get(sequence[end].loose)
            if node is None:
                break
            if "" in node:
                found.append((end + 1, node[""]))
        return found

    @cached_property
    def by_length(self):
        """The labels that may be suggested, as {length of key: [Spelling]}."""
        lengths = {}
        for label, sense in self.shown:
            spelling = Spelling(
                key=label.key,
                letters=letters(label.key),
                text=label.text,
                language=label.language,
                rank=(label.kind != Label.PREF, label.position),
                sense=sense,
            )
            lengths.setdefault(len(label.key), []).append(spelling)
        return lengths


def letters(key):
    """The set of letters of a text as bits of one number: two that differ in many bits can't be two edits apart."""
    bits = 0
    for letter in set(key):
        bits |= 1 << (ord(letter) % 61)
    return bits


_kept = ("", Lexicon())


def current():
    """The Lexicon of the edition that is loaded now. Asks the database one cheap question, then answers from memory."""
    global _kept  # noqa: PLW0603  (one immutable pair, replaced in one step, so threads never see half of it)
    version = Edition.objects.values_list("version", flat=True).first() or ""
    if _kept[0] != version:
        _kept = (version, _build() if version else Lexicon())
    return _kept[1]


def _build():
    lexicon = Lexicon(senses=_senses())
    for label in _labels():
        sense = lexicon.senses[label.concept_id]
        lexicon.add(_entry(label, sense))
        if label.kind != Label.HIDDEN:
            sense.labels[label.language].append(label.text)
        if label.kind == Label.PREF:
            sense.confirmed[label.language] = not label.is_unconfirmed
        if label.kind in {Label.PREF, Label.ALT}:
            lexicon.shown.append((label, sense))
    return lexicon


def _labels():
    rows = Label.objects.filter(concept__retired_at=None).order_by("position")
    return rows.values_list("concept_id", "language", "text", "kind", "key", "position", "is_unconfirmed", named=True)


def _senses():
    """{pk: Sense}, still without labels."""
    codes = [code for code, _ in settings.LANGUAGES]
    rows = {row.pk: row for row in Concept.objects.current()}
    return {
        row.pk: Sense(
            slug=row.slug,
            ref=row.ref,
            position=row.position,
            top=rows[row.top_id].ref if row.top_id in rows else row.ref,
            depth=_depth(row, rows),
            labels={code: [] for code in codes},
            confirmed=dict.fromkeys(codes, True),
        )
        for row in rows.values()
    }


def _depth(row, rows):
    above = rows.get(row.broader_id)
    return 1 + _depth(above, rows) if above else 0


def _entry(label, sense):
    is_abbreviation = label.kind == Label.ABBR
    is_short = is_abbreviation and sum(letter.isalnum() for letter in label.text) <= SHORT
    return Entry(
        sense=sense,
        language=label.language,
        folded=tuple(label.key.split(" ")),
        is_abbreviation=is_abbreviation,
        capitals=tuple(word.typed for word in words(label.text)) if is_short else (),
    )
