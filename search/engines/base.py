"""What every engine takes and gives. tests/search/test_engine_contract.py holds each engine to it."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from search.document import COMMONS
from search.query import Query

MOST = 1000  # hits that an engine orders; totals and facets count beyond
RELEVANCE, DATE = "relevance", "date"


class EngineUnavailable(Exception):
    """The engine can't answer or write now: absent, damaged, full, too slow, or made by another version."""


class NoIndex(EngineUnavailable):
    """There is no index that can be read: none was built yet, or an older version built it, or it was damaged. The
    index is a copy, so the worker builds it again."""


@dataclass(frozen=True)
class Question:
    """audiences: the keys the reader holds; without one of them nothing is found. indexes: those the reader may open.

    kinds, languages, concepts, trees, works, authors: empty means any; within one of them any value may match. traits:
    the same for those of each name. since, until: a document's date is not before the one, and before the other.
    without_keys, without_trees: things left out because fewer people may see them since they were indexed.
    An empty query finds all that the filters leave, newest first.
    """

    audiences: frozenset[str]
    query: Query = Query()
    indexes: tuple[str, ...] = (COMMONS,)
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    without_keys: tuple[str, ...] = ()
    without_trees: tuple[str, ...] = ()
    sort: str = RELEVANCE
    limit: int = MOST

    def filters(self):
        """[(field, values)]: a document must bear one of the values, each time."""
        wanted = {
            "kind": self.kinds,
            "language": self.languages,
            "concept": self.concepts,
            "tree": self.trees,
            "work": self.works,
            "author": self.authors,
        }
        return [("audience", self.audiences), *((f, values) for f, values in wanted.items() if values), *self._traits()]

    def _traits(self):
        by_name = {}
        for trait in self.traits:
            by_name.setdefault(trait.partition(":")[0], []).append(trait)
        return [("trait", values) for values in by_name.values()]


class Hit(NamedTuple):
    """score: rounded to three places, 0 in an order by date. also: [(language, key)] of the same work. parts: keys of
    other parts of the same whole that were found, the best first.

    A tuple, since there are a thousand of them to one question.
    """

    key: str
    index: str
    score: float
    version: int
    date: datetime
    kind: str
    language: str = ""
    concepts: tuple[str, ...] = ()
    work: str = ""
    whole: str = ""
    also: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()


def _no_facets():
    return {"kind": {}, "language": {}, "concept": {}, "trait": {}}


@dataclass(frozen=True)
class Answer:
    """hits: the best, in order, translations of one work each for itself until `collapsed`, parts of one whole until
    `gathered`. total and facets {"kind": {value: documents}, "language": …, "concept": …, "trait": …}: over all that
    match, the parts of one whole counted once. weights: how telling each term of the query that stands in the indexes
    opened is there; the rarer the heavier.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=_no_facets)
    weights: dict[str, float] = field(default_factory=dict)

    def only(self, keys):
        """The answer without the hits whose key is not among `keys`, counted out everywhere."""
        refused = [hit for hit in self.hits if hit.key not in keys]
        kept = tuple(hit for hit in self.hits if hit.key in keys)
        return replace(
            self, hits=kept, total=self.total - len(refused), facets=_less(self.facets, refused, with_language=True)
        )

    def gathered(self):
        """Each whole once, as its best part, at that part's place. Counts are as they were: they are of wholes."""
        wholes = {}
        for hit in self.hits:
            wholes.setdefault(hit.whole or hit.key, []).append(hit)
        if len(wholes) == len(self.hits):
            return self
        hits = (
            best._replace(parts=tuple(hit.key for hit in rest)) if rest else best for best, *rest in wholes.values()
        )
        return replace(self, hits=tuple(hits))

    def collapsed(self, languages):
        """Each work once, at its best place, in the first of `languages` that it is found in; counted once, but
        still once for each language it is in."""
        works = {}
        for hit in self.hits:
            works.setdefault(hit.work or hit.key, []).append(hit)
        if len(works) == len(self.hits):
            return self
        hits, repeated = [], []
        for group in works.values():
            shown = min(group, key=lambda hit: languages.index(hit.language) if hit.language in languages else 99)
            also = tuple((hit.language, hit.key) for hit in group if hit is not shown)
            hits.append(shown._replace(score=group[0].score, also=also))
            repeated += [hit for hit in group if hit is not shown]
        facets = _less(self.facets, repeated, with_language=False)
        return replace(self, hits=tuple(hits), total=self.total - len(repeated), facets=facets)


def _less(facets, hits, *, with_language):
    facets = {name: dict(counts) for name, counts in facets.items()}
    for hit in hits:
        language = (hit.language,) if with_language else ()
        values = {"kind": (hit.kind,), "language": language, "concept": hit.concepts, "trait": hit.traits}
        for name, found in values.items():
            for value in found:
                facets[name][value] = facets[name].get(value, 0) - 1
    return {name: {value: n for value, n in counts.items() if n > 0} for name, counts in facets.items()}


def wholes_once(total, facets, wholes):
    """(total, facets) of one index, in which each whole counts once however many of its parts match, and once for
    each value that any of them has. wholes: [{"parts": number, "kind": {value: parts}, "language": …, "concept": …}].
    """
    facets = {name: dict(counts) for name, counts in facets.items()}
    for whole in wholes:
        total -= whole["parts"] - 1
        for name, counts in facets.items():
            for value, parts in whole.get(name, {}).items():
                if value in counts:  # an engine counts the most frequent values only
                    counts[value] -= parts - 1
    return total, facets


def in_order(hits, sort):
    """Hits of several indexes in one order: (score, date, key), the date first where it is asked for."""
    hits = sorted(hits, key=attrgetter("key"))
    hits.sort(key=attrgetter("date") if sort == DATE else attrgetter("score", "date"), reverse=True)
    return hits


class Engine(ABC):
    """One copy of what can be found. Every method may raise EngineUnavailable, and no other engine's exception."""

    @abstractmethod
    def write(self, index, documents):
        """Put documents into an index, made if need be, each in the place of an older version; findable on return."""

    @abstractmethod
    def delete(self, index, versions):
        """Take {key: version} out of an index, findable no more on return. A key that is not there is a success."""

    @abstractmethod
    def drop(self, index):
        """Remove an index with all in it. One that is not there is a success."""

    @abstractmethod
    def search(self, question) -> Answer: ...

    @abstractmethod
    def versions(self, index) -> dict[str, int]:
        """{key: version} of all that stands in an index."""

    @abstractmethod
    def indexes(self) -> set[str]:
        """The names of the indexes there are."""

    @abstractmethod
    def words(self, index, prefix, audiences, at_least) -> dict[str, int]:
        """{folded word: documents} of the words with a prefix that at least so many documents of these audiences
        share, for suggestions."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether there is an index to write to and to ask; cheap, for each turn of the worker."""

    @abstractmethod
    def health(self) -> str:
        """A sentence for operators on what is there; raises EngineUnavailable if it can't be asked."""

    @abstractmethod
    def beside(self) -> AbstractContextManager["Engine"]:
        """A new, empty copy to be filled beside the one that answers. Its `take_over()` puts it in the place of the
        other in one step; without that call it is thrown away at the end. The caller has the turn."""

    @abstractmethod
    def turn(self) -> AbstractContextManager[None]:
        """A writer's turn: while one process has it, no other writes and no copy takes over."""
