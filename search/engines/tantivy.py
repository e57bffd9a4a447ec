"""tantivy: indexes in folders of this machine, one for commons and one for each sealed space.

- `<root>/CURRENT` holds the name of the folder that answers;
- `<root>/<hash>-<random>/commons/`: the hash is of schema and analysis, another one means "build again";
- `<root>/<hash>-<random>/sealed-…/`;
- `<root>/turn` is locked by whoever writes, or takes over.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur, Query

from search import analysis
from search.document import COMMONS, sealed_index
from search.engines.base import (
    DATE,
    MOST,
    Answer,
    Engine,
    EngineUnavailable,
    Hit,
    NoIndex,
    Question,
    in_order,
    wholes_once,
)
from search.engines.ranking import AS_TYPED, FACETS, OF_A_WHOLE, OTHERWISE, SLOP, TAGGED, TITLE, WHOLES, Weights, idf
from search.query import needed

HEAP = 30_000_000  # bytes for the writer's one thread
BESIDE = "\x1f"  # parts the traits of a card
STORED = "card"  # one stored field: key, kind, language, work, whole, traits, concepts, parted by tabs

LAYOUT = 5  # raise it when _schema or _as_tantivy changes, so that indexes are built again
_VERSIONS = f"{LAYOUT} {analysis.VERSION} {sealed_index('')}"  # names follow the secret key
GENERATION = hashlib.blake2b(_VERSIONS.encode(), digest_size=6).hexdigest()


def _schema():
    builder = tantivy.SchemaBuilder()
    for name in ("body", "title", "exact"):
        # Terms come ready from search.analysis, joined by spaces.
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("key", "audience", "tree", "work", "author", "any"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*FACETS, "whole"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(STORED, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("version", fast=True)
    builder.add_integer_field("date", fast=True)
    return builder.build()


SCHEMA = _schema()


class TantivyEngine(Engine):
    """The engine on a root folder. Reading is safe from any process; writing belongs to one process at a time."""

    def __init__(self, root, folder=None):
        self.root, self._folder = Path(root), folder
        self._indexes, self._writers = {}, {}

    # Folders

    def folder(self):
        """The folder that answers; raises NoIndex while there is none that this code can read."""
        if self._folder:
            return self._folder
        name = _read(self.root / "CURRENT")
        if not name:
            raise NoIndex("There is no search index yet.")
        if name.partition("-")[0] != GENERATION:
            raise NoIndex("The search index was built by another version; it must be built again.")
        return self.root / name

    def is_ready(self):
        try:
            return (self.folder() / COMMONS / "meta.json").exists()
        except NoIndex:
            return False

    def turn(self):
        return locked(self.root)

    @contextmanager
    def beside(self):
        folder = self.root / f"{GENERATION}-{secrets.token_hex(4)}"
        copy = _Beside(self.root, folder)
        with _guarded():
            self._sweep()
            (folder / COMMONS).mkdir(parents=True)
        try:
            copy.write(COMMONS, [])
            yield copy
        finally:
            copy.close()
            if not copy.answers():
                shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self):
        """Remove what killed rebuilds left behind. The caller has the turn, so no other copy is being filled."""
        answering = _read(self.root / "CURRENT")
        for path in self.root.glob("*-*"):
            if path.is_dir() and path.name != answering:
                shutil.rmtree(path, ignore_errors=True)

    def indexes(self):
        with _guarded():
            return {path.name for path in self.folder().iterdir() if path.is_dir()}

    def health(self):
        # How many sealed indexes there are would tell operators how many spaces: it is not theirs to know.
        with _guarded():
            commons = self._searcher(COMMONS)
            return f"tantivy, {commons.num_docs} documents in commons, {self.folder().name}"

    # Writing

    def write(self, index, documents):
        with _guarded(), self._writer(index) as writer:
            known = self._known(index, [document.key for document in documents])
            for document in documents:
                if known.get(document.key, -1) <= document.version:
                    writer.delete_documents_by_term("key", document.key)
                    writer.add_document(_as_tantivy(document))
            writer.commit()

    def delete(self, index, versions):
        with _guarded():
            if not (self.folder() / index).exists():
                return
            with self._writer(index) as writer:
                known = self._known(index, list(versions))
                for key, version in versions.items():
                    if known.get(key, -1) <= version:
                        writer.delete_documents_by_term("key", key)
                writer.commit()

    def drop(self, index):
        with _guarded():
            path = self.folder() / index
            self._forget(path)
            if path.exists():
                # Renamed first: a reader finds the whole index or none.
                gone = self.root / f"gone-{secrets.token_hex(4)}"
                path.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)

    def remove(self):
        """Remove all there is, as of a scratch engine at its end."""
        self.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def close(self):
        """Let go of writers, as before another folder is filled or this one is removed."""
        for path in list(self._writers):
            self._forget(path)
        self._indexes = {}

    @contextmanager
    def _writer(self, index):
        """Commons keeps its writer. A sealed index opens one, and closes it after each commit."""
        path = self.folder() / index
        for other in [open_path for open_path in self._writers if open_path.parent != path.parent]:
            self._forget(other)  # another folder answers now
        writer = self._writers.pop(path, None) or self._index(path, make=True).writer(HEAP, num_threads=1)
        try:
            yield writer
        except BaseException:
            with suppress(ValueError, OSError, RuntimeError):
                writer.rollback()
            raise
        if index == COMMONS:
            self._writers[path] = writer
        else:
            writer.wait_merging_threads()

    def _forget(self, path):
        writer = self._writers.pop(path, None)
        self._indexes = {known: value for known, value in self._indexes.items() if known != path}
        if writer:
            with suppress(ValueError, OSError, RuntimeError):  # its folder may be gone already
                writer.wait_merging_threads()

    def _known(self, index, keys):
        """{key: version} of those keys that stand in the index."""
        if not keys:
            return {}
        return self._versions(index, Query.term_set_query(SCHEMA, "key", keys))

    def versions(self, index):
        with _guarded():
            return self._versions(index, Query.all_query())

    def _versions(self, index, query):
        searcher = self._searcher(index)
        if not searcher.num_docs:
            return {}
        found = [address for _, address in searcher.search(query, searcher.num_docs, count=False).hits]
        numbers = searcher.fast_field_values("version", found) if found else []
        return {_card(searcher, address)[0]: number for address, number in zip(found, numbers, strict=True)}

    # Reading

    def _index(self, path, *, make=False):
        index, is_there = self._indexes.get(path), (path / "meta.json").exists()
        if index is None or not is_there:
            index = _made(path) if make and not is_there else _opened(path)
            index.config_reader("manual")
            # A new dictionary, not a changed one: other threads may be reading this one.
            kept = {known: value for known, value in self._indexes.items() if known.parent == path.parent}
            self._indexes = {**kept, path: index}
        return index

    def _searcher(self, index):
        index = self._index(self.folder() / index)
        index.reload()
        return index.searcher()

    def _searchers(self, indexes):
        """{name: searcher} of those indexes that exist. Commons must; a space without documents has none."""
        folder = self.folder()
        return {
            name: self._searcher(name) for name in indexes if name == COMMONS or (folder / name / "meta.json").exists()
        }

    def search(self, question):
        try:
            return self._search(question)
        except NoIndex:
            return self._search(question)  # another copy may have taken over between two steps

    def _search(self, question):
        with _guarded():
            searchers = self._searchers(question.indexes)
            asked = _Asked(question, searchers)
            parts = [asked.of(name) for name in searchers]
        hits = in_order((hit for part in parts for hit in part.hits), asked.sort)[: question.limit]
        facets = {name: _summed(part.facets[name] for part in parts) for name in FACETS}
        return Answer(tuple(hits), sum(part.total for part in parts), facets, asked.weights)

    def words(self, index, prefix, audiences, at_least):
        with _guarded():
            held = Query.term_set_query(SCHEMA, "audience", sorted(audiences))
            found = self._searcher(index).terms_with_prefix("exact", prefix, held)
            return {word: count for word, count in found if count >= at_least}


class _Beside(TantivyEngine):
    """A copy that is being filled. Commons is committed when it is read or takes over, not at each writing; so when a
    writing fails, earlier ones may be lost with it, and the copy is to be thrown away."""

    def __init__(self, root, folder):
        super().__init__(root, folder)
        self._in_commons, self._is_behind = set(), False

    def write(self, index, documents):
        keys = {document.key for document in documents}
        if index != COMMONS or len(keys) < len(documents) or not keys.isdisjoint(self._in_commons):
            super().write(index, documents)
        else:
            with _guarded(), self._writer(COMMONS) as writer:
                for document in documents:
                    writer.add_document(_as_tantivy(document))
            self._is_behind = True
        if index == COMMONS:
            self._in_commons |= keys

    def _searcher(self, index):
        if index == COMMONS:
            self._freshen()
        return super()._searcher(index)

    def _freshen(self):
        if self._is_behind:
            with self._writer(COMMONS) as writer:
                writer.commit()
            self._is_behind = False

    def take_over(self):
        """Answer from this copy from now on. The caller has the turn."""
        with _guarded():
            self._freshen()
        self.close()
        before = _read(self.root / "CURRENT")
        temporary = self.root / f"CURRENT-{secrets.token_hex(4)}"
        with temporary.open("w") as file:
            file.write(self._folder.name)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.root / "CURRENT")
        if before and before != self._folder.name:
            # Those who read it have its files open; those who come later read CURRENT.
            shutil.rmtree(self.root / before, ignore_errors=True)

    def answers(self):
        return _read(self.root / "CURRENT") == self._folder.name


def _read(path):
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _made(path):
    path.mkdir(parents=True, exist_ok=True)
    return tantivy.Index(SCHEMA, path=str(path))


def _opened(path):
    try:
        return tantivy.Index.open(str(path))
    except (ValueError, OSError, RuntimeError) as error:
        raise NoIndex(f"The search index {path.name} can’t be opened.") from error


@contextmanager
def locked(root):
    """The turn of the one writer that this machine's folder has."""
    with _guarded():
        root = Path(root)
        root.mkdir(parents=True, exist_ok=True)
        file = (root / "turn").open("w")
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _guarded():
    """tantivy speaks through ValueError, OSError, RuntimeError, and panics on some damaged files."""
    try:
        yield
    except EngineUnavailable:
        raise
    except (ValueError, OSError, RuntimeError) as error:
        raise EngineUnavailable(str(error)) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise EngineUnavailable("The search index is damaged.") from error
        raise


def _as_tantivy(document):
    made = tantivy.Document()
    (title, typed_title), (body, typed_body) = (
        map(" ".join, analysis.indexed(text, document.language)) for text in (document.title, document.body)
    )
    fields = [("title", title), ("body", title), ("body", body), ("exact", typed_title), ("exact", typed_body)]
    single = ("key", "kind", "audience", "language", "work", "whole", "author")
    values = fields + [(name, getattr(document, name)) for name in single] + [("any", "1")]
    values += [("tree", key) for key in document.tree] + [("concept", key) for key in document.concepts]
    values += [("trait", key) for key in document.traits]
    for name, value in values:
        if value:
            made.add_text(name, value)
    card = [getattr(document, name) for name in ("key", "kind", "language", "work", "whole")]
    card += [BESIDE.join(document.traits), *document.concepts]
    made.add_text(STORED, "\t".join(card))
    made.add_unsigned("version", document.version)
    made.add_integer("date", _as_number(document.date))
    return made


def _as_number(moment):
    return int(moment.timestamp() * 1000)


def _card(searcher, address):
    return searcher.doc(address).get_first(STORED).split("\t")


def _summed(counts):
    total = {}
    for each in counts:
        for value, number in each.items():
            total[value] = total.get(value, 0) + number
    return total


class _Statistics:
    """How often terms occur in each of the opened indexes, and how much they weigh over all."""

    def __init__(self, searchers):
        self.searchers = searchers
        self._counted = {}
        # Deleted documents count until their segment is merged, in a term's number as well as here.
        self.weights = Weights(self.having_anywhere, self.having_anywhere("any", "1"))

    def having(self, name, field, term):
        """Documents of one index with a term in a field."""
        where = (name, field, term)
        if where not in self._counted:
            self._counted[where] = self.searchers[name].doc_freq(field, term)
        return self._counted[where]

    def having_anywhere(self, field, term):
        return sum(self.having(name, field, term) for name in self.searchers)

    def boost(self, name, field, terms, counted_in):
        """What turns this index's own weight of the terms in a field into their weight over all."""
        everything = self.having(name, "any", "1")
        own = sum(idf(everything, self.having(name, field, term)) for term in terms)
        return sum(self.weights.of(counted_in, term) for term in terms) / own


_NAMES = {each: {"terms": {"field": each, "size": size}} for each, size in FACETS.items()}
_PARTS = {each: _NAMES[each] for each in OF_A_WHOLE}
_COUNTED = {**_NAMES, "whole": {"terms": {"field": "whole", "size": WHOLES}, "aggs": _PARTS}}


def _facets(counted, names=FACETS):
    """{facet: {value: documents}} of what an aggregation gave."""
    return {each: {bucket["key"]: bucket["doc_count"] for bucket in counted[each]["buckets"]} for each in names}


class _Asked:
    """One question, put to each of the opened indexes in turn."""

    def __init__(self, question: Question, searchers):
        self.question, self.searchers = question, searchers
        self.statistics = _Statistics(searchers)
        self.sort = question.sort if question.query else DATE
        self.filters = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in self._filters()]
        self.weights = self.statistics.weights.of_those_that_stand(question.query.terms())

    def of(self, name):
        """The Answer of one index."""
        searcher = self.searchers[name]
        query = Query.boolean_query([*self.filters, *self._wanted(name), *self._unwanted()])
        order = {"order_by_field": "date"} if self.sort == DATE else {}
        found = searcher.search(query, min(self.question.limit, MOST), **order)
        counted = searcher.aggregate(query, _COUNTED)
        wholes = [{"parts": each["doc_count"], **_facets(each, OF_A_WHOLE)} for each in counted["whole"]["buckets"]]
        total, facets = wholes_once(found.count, _facets(counted), wholes)
        return Answer(tuple(self._hits(name, searcher, found.hits)), total, facets)

    def _hits(self, name, searcher, found):
        addresses = [address for _, address in found]
        if not addresses:
            return
        versions, dates = (searcher.fast_field_values(field, addresses) for field in ("version", "date"))
        for (score, address), version, date in zip(found, versions, dates, strict=True):
            key, kind, language, work, whole, traits, *concepts = _card(searcher, address)
            score = 0.0 if self.sort == DATE else round(score, 3)
            moment = datetime.fromtimestamp(date / 1000, UTC)
            borne = {"traits": tuple(traits.split(BESIDE))} if traits else {}
            yield Hit(key, name, score, version, moment, kind, language, tuple(concepts), work, whole, **borne)

    def _filters(self):
        yield from (_any_of(field, values) for field, values in self.question.filters())
        if self.question.since or self.question.until:
            yield _between(self.question.since, self.question.until)

    def _unwanted(self):
        question = self.question
        if question.without_keys or question.without_trees:
            yield Occur.MustNot, _any_of("key", {*question.without_keys, *question.without_trees})
        if question.without_trees:
            yield Occur.MustNot, _any_of("tree", question.without_trees)
        for words in question.query.without:
            yield Occur.MustNot, _sequence("exact", words)
        for terms in question.query.without_terms:
            yield Occur.MustNot, _sequence("body", terms)

    def _wanted(self, name):
        query = self.question.query
        if not query:
            return
        for words in query.quoted:
            yield Occur.Must, self._weighed(name, "exact", words)
        for word in query.words:
            as_typed = self._weighed(name, "exact", (word,), share=1.0 if query.exact else AS_TYPED)
            yield (Occur.Must if query.exact else Occur.Should), as_typed
        if query.readings:
            yield Occur.Must, Query.disjunction_max_query([self._reading(name, each) for each in query.readings])

    def _reading(self, name, reading):
        units = [self._unit(name, unit) for unit in reading.units]
        return _some_of(units, needed(len(units)))

    def _unit(self, name, unit):
        typed = _some_of([self._term(name, (term,)) for term in unit.terms], needed(len(unit.terms)))
        other = [Query.boost_query(self._term(name, phrase, SLOP), OTHERWISE) for phrase in unit.phrases]
        tagged = [Query.const_score_query(_any_of("concept", unit.concepts), TAGGED)] if unit.concepts else []
        return Query.disjunction_max_query([typed, *other, *tagged]) if other or tagged else typed

    def _term(self, name, terms, slop=0):
        """A term or phrase anywhere, and more of it where the title has it."""
        body = self._weighed(name, "body", terms, slop=slop)
        title = self._weighed(name, "title", terms, slop=slop, counted_in="body", share=TITLE)
        return Query.boolean_query([(Occur.Must, body), (Occur.Should, title)])

    def _weighed(self, name, field, terms, *, slop=0, counted_in="", share=1.0):
        if not all(self.statistics.having(name, field, term) for term in terms):
            return Query.empty_query()
        boost = self.statistics.boost(name, field, terms, counted_in or field) * share
        return Query.boost_query(_sequence(field, terms, slop), boost)


def _any_of(field, values):
    return Query.term_set_query(SCHEMA, field, sorted(values))


def _between(since, until):
    """Dated since the one moment, and before the other; None leaves that side open."""
    bounds = [each and _as_number(each) for each in (since, until)]
    return Query.range_query(SCHEMA, "date", FieldType.Integer, *bounds, include_upper=until is None)


def _sequence(field, terms, slop=0):
    if len(terms) == 1:
        return Query.term_query(SCHEMA, field, terms[0], "freq" if field != "key" else "basic")
    return Query.phrase_query(SCHEMA, field, list(terms), slop=slop)


def _some_of(queries, number):
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries], minimum_number_should_match=number)
