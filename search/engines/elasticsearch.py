"""Elasticsearch: an index for commons and one for each sealed space, each behind an alias.

- `fora.<generation>.commons`, `fora.<generation>.sealed-…` are aliases, and all that is ever asked; the generation
  is a hash of layout and analysis, so what another version built has other names, and is built again;
- `fora.<generation>.<random>.commons` … are the indexes. All those of one copy get their aliases in one step.

Elasticsearch finds and counts. What a word weighs is said by `search.engines.ranking`, as boosts, and the similarity
leaves it at that: two requests for each search, of which the first counts the terms in the indexes opened.
"""

import hashlib
import logging
import re
import secrets
import time
import zlib
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property

import elastic_transport
import elasticsearch
from elasticsearch import helpers
from elasticsearch.dsl import query as dsl

from search import analysis
from search.document import COMMONS, sealed_index
from search.engines.base import DATE, MOST, Answer, Engine, EngineUnavailable, Hit, NoIndex, in_order, wholes_once
from search.engines.breaker import Breaker
from search.engines.ranking import AS_TYPED, FACETS, OTHERWISE, SLOP, TAGGED, TITLE, WHOLES, Weights
from search.query import needed

logger = logging.getLogger(__name__)
ASKING = 2  # seconds for a search
WRITING = 30  # seconds for whatever changes something
CHUNK, CHUNK_BYTES = 500, 5_000_000
RETRIES, FIRST_PAUSE = 4, 0.5  # of what is refused because too much is going on: 0.5, 1, 2, 4 s
LISTED = 5000  # keys at a time
MOST_WORDS = 10_000
READY = 1.0  # seconds for which an index that was there is not asked for again
# What the parts of one whole are counted by: they have one kind, and mostly one language. With WHOLES of them it stays
# below the 65,535 counts that Elasticsearch makes for one question.
OF_A_WHOLE = {"kind": 1, "language": 3, "concept": 6}
CONFLICT, NOT_FOUND, DENIED, REFUSED, TOO_MANY = 409, 404, 401, 403, 429
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

LAYOUT = 5  # raise it when MAPPINGS, SETTINGS or _as_source changes, so that indexes are built again
_VERSIONS = f"{LAYOUT} {analysis.VERSION} {sealed_index('')}"  # names of indexes follow the secret key
GENERATION = hashlib.blake2b(_VERSIONS.encode(), digest_size=6).hexdigest()

# BM25 without its inverse document frequency, which comes as the boost. Of a phrase each term is scored.
_BM25 = """
double average = (double) field.sumTotalTermFreq / field.docCount;
return query.boost * 2.2 * doc.freq / (doc.freq + 1.2 * (0.25 + 0.75 * doc.length / average));
"""
SETTINGS = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "gc_deletes": "24h",  # a writer that comes late must not bring back what was deleted meanwhile
    "refresh_interval": "30s",  # whoever writes refreshes
    "similarity": {"weighed": {"type": "scripted", "script": {"source": _BM25}}},
}
# Terms come ready from search.analysis: they hold no white space, and at 100 characters are shorter than the 255 at
# which this analyzer would part them.
_TERMS = {"type": "text", "analyzer": "whitespace", "similarity": "weighed", "position_increment_gap": 100}
_FILTER = {"type": "keyword", "doc_values": False}
MAPPINGS = {
    "dynamic": "strict",
    "_meta": {"layout": LAYOUT, "analysis": analysis.VERSION},
    "_source": {
        "includes": ["key", "kind", "language", "work", "whole", "concept", "trait", "date"]
    },  # what people wrote stays at home
    "properties": {
        **dict.fromkeys(("body", "title", "exact"), _TERMS),
        **dict.fromkeys(("audience", "tree", "author"), _FILTER),
        **dict.fromkeys(("key", "work", "whole", *FACETS), {"type": "keyword"}),
        "word": {"type": "keyword", "index": False},  # the same words as in `exact`, to be counted for suggestions
        "date": {"type": "date", "format": "epoch_millis"},
    },
}


class _NoShard(EngineUnavailable):
    """What was asked for is nowhere at this moment."""


class _TooSlow(EngineUnavailable):
    def __init__(self):
        super().__init__("Elasticsearch does not answer in time.")


class ElasticEngine(Engine):
    """The engine on a cluster. turn() -> a context manager, held by one writer at a time on all machines.

    While it hangs, readers are told so at once: each of their threads would wait for ASKING seconds. Writers keep
    asking, in a pace of their own.
    """

    def __init__(self, hosts, *, turn, user="", password="", ca="", prefix="fora"):
        self._turn, self.prefix = turn, prefix
        self._asked = {
            "hosts": list(hosts),
            "basic_auth": (user, password) if user else None,
            "ca_certs": ca or None,
            "request_timeout": ASKING,
            # Another node is asked where one can't be reached; what is slow is slow on the others too.
            "max_retries": len(hosts) - 1,
            "retry_on_timeout": False,
            "retry_on_status": (502, 503, 504),
        }
        self._seen = 0.0
        self._breaker = Breaker(_TooSlow, refusal=_TooSlow)

    @cached_property
    def _client(self):
        """Made at the first question, so that no two processes share a connection."""
        return elasticsearch.Elasticsearch(**self._asked)

    @property
    def _slow(self):
        return self._client.options(request_timeout=WRITING)

    def close(self):
        """Let go of connections; the next question makes new ones."""
        if client := self.__dict__.pop("_client", None):
            client.close()

    # Names

    def _name(self, index):
        """What an index is asked by."""
        return f"{self.prefix}.{GENERATION}.{index}"

    def _places(self):
        """{index: the name it really has}; raises NoIndex where commons is not among them."""
        prefix, found = self._name(""), {}
        for place, known in self._client.indices.get_alias(name=f"{prefix}*").items():
            found |= {alias.removeprefix(prefix): place for alias in known["aliases"] if alias.startswith(prefix)}
        if COMMONS not in found:
            raise NoIndex("There is no search index that this version can read yet.")
        return found

    def indexes(self):
        with _guarded():
            return set(self._places())

    def is_ready(self):
        if time.monotonic() - self._seen < READY:
            return True
        with _guarded():
            is_there = bool(self._client.indices.exists_alias(name=self._name(COMMONS)))
        self._seen = time.monotonic() if is_there else 0.0
        return is_there

    def health(self):
        with _guarded():
            version = self._client.info()["version"]["number"]
            places = self._places()
            cluster = self._client.cluster.health(index=list(places.values()))
            documents = self._client.count(index=self._name(COMMONS))["count"]
        if cluster["status"] == "red":
            raise EngineUnavailable("Elasticsearch has lost a part of the index: `search rebuild` makes it anew.")
        return (
            f"Elasticsearch {version}, {cluster['number_of_nodes']} nodes, {cluster['status']}, {documents} documents "
            "in commons"
        )

    def turn(self):
        return self._turn()

    def remove(self):
        """Remove all that stands under this engine's prefix, as a scratch engine's at its end."""
        with _guarded():
            self._remove(self._slow.indices.get_alias(index=f"{self.prefix}.*"))

    # A copy beside

    @contextmanager
    def beside(self):
        copy = _Beside(self, f"{self.prefix}.{GENERATION}.{secrets.token_hex(4)}")
        with _guarded():
            self._sweep()
            copy.make(COMMONS)
        try:
            yield copy
        finally:
            with _guarded():
                self._sweep()

    def _sweep(self):
        """Remove what no alias names: what this or a killed rebuild left behind. The caller has the turn."""
        found = self._slow.indices.get_alias(index=f"{self.prefix}.*")
        self._remove([place for place, known in found.items() if not known["aliases"]])

    def _remove(self, places):
        for place in places:
            self._slow.options(ignore_status=NOT_FOUND).indices.delete(index=place)
        self._seen = 0.0

    # Writing

    def write(self, index, documents):
        with _guarded():
            self._prepare(index)
            self._bulk(index, [_as_action(document) for document in documents])

    def delete(self, index, versions):
        with _guarded():
            if index in self._places():
                self._bulk(index, [_as_deletion(key, version) for key, version in versions.items()])

    def drop(self, index):
        with _guarded():
            self._remove([place for name, place in self._places().items() if name == index])

    def _prepare(self, index):
        """Make a sealed index that is not there yet, in the copy that answers."""
        places = self._places()
        if index not in places:
            copy = places[COMMONS].removesuffix(f".{COMMONS}")
            self._make(f"{copy}.{index}", aliases={self._name(index): {}})

    def _make(self, place, **more):
        settings = {"index": SETTINGS}
        self._slow.indices.create(index=place, mappings=MAPPINGS, settings=settings, **more)

    def _bulk(self, index, actions):
        """Send what is to be done in bounded pieces, and refresh. What is not there to be deleted and what gives way
        to a newer version is done."""
        done = helpers.streaming_bulk(
            self._slow,
            actions,
            index=self._name(index),
            chunk_size=CHUNK,
            max_chunk_bytes=CHUNK_BYTES,
            max_retries=RETRIES,
            initial_backoff=FIRST_PAUSE,
            raise_on_error=False,
            timeout=f"{WRITING // 3}s",
        )
        refused = {key for is_done, said in done if not is_done and (key := _refused(*said.values()))}
        if refused:
            # What stands in its place is older than what people may see now.
            gone = [each for each in actions if each["_id"] in refused and each.get("_op_type") != "delete"]
            self._bulk(index, [_as_deletion(each["_id"], each["version"]) for each in gone])
        else:
            self._refresh(index)

    def _refresh(self, index):
        self._slow.indices.refresh(index=self._name(index))

    # Reading

    def versions(self, index):
        asked = {"version": True, "_source": False, "query": {"match_all": {}}}
        with _guarded():
            found = helpers.scan(self._slow, query=asked, index=self._name(index), size=LISTED, scroll="2m")
            return {hit["_id"]: hit["_version"] for hit in found}

    def search(self, question):
        with self._breaker:
            try:
                return self._search(question)
            except (NoIndex, _NoShard):
                # Another copy may have taken over meanwhile, or another node what a lost one had.
                return self._search(question)

    def _search(self, question):
        with _guarded():
            asked = _Asked(question, self._weights(question))
            found = self._ask(question.indexes, asked.body(), question)
        hits = in_order((self._hit(each, asked.sort) for each in found["hits"]["hits"]), asked.sort)
        counted = found["aggregations"]
        wholes = [{"parts": each["doc_count"], **_facets(each, OF_A_WHOLE)} for each in counted["whole"]["buckets"]]
        total, facets = wholes_once(found["hits"]["total"]["value"], _facets(counted), wholes)
        return Answer(tuple(hits), total, facets, asked.weights)

    def _hit(self, found, sort):
        card, (date, key) = found.get("fields", {}), found["sort"][-2:]
        language, work, whole = ("".join(card.get(name, ())) for name in ("language", "work", "whole"))
        return Hit(
            key=key,
            index=found["_index"].rpartition(".")[2],
            score=0.0 if sort == DATE else round(found["_score"], 3),
            version=found["_version"],
            date=EPOCH + date * MILLISECOND,
            kind=key.partition(":")[0],
            language=language,
            concepts=tuple(card.get("concept", ())),
            traits=tuple(card.get("trait", ())),
            work=work,
            whole=whole,
        )

    def _weights(self, question):
        """How often each term of the query, and each language it is read in, stands in the indexes opened."""
        terms = sorted(_terms_of(question.query))
        if not terms:
            return Weights(lambda field, term: 0, 0)
        languages = {(("language", term.partition(":")[0])) for field, term in terms if field == "body" and ":" in term}
        asked = [*terms, *sorted(languages)]
        filters = {str(number): {"term": {field: term}} for number, (field, term) in enumerate(asked)}
        body = {"size": 0, "track_total_hits": True, "aggs": {"having": {"filters": {"filters": filters}}}}
        found = self._ask(question.indexes, body, question)
        buckets = found["aggregations"]["having"]["buckets"]
        counted = {where: buckets[str(number)]["doc_count"] for number, where in enumerate(asked)}
        return Weights(lambda field, term: counted[field, term], found["hits"]["total"]["value"])

    def _ask(self, indexes, body, question):
        """One search over commons, which must be there, and those of the sealed indexes that are. As one of "several",
        since their names then stand in the body: an address holds those of eighty spaces and no more."""
        header = {
            # A space without documents has no index, and a pattern may match none.
            "index": [self._name(name) if name == COMMONS else f"{self._name(name)}*" for name in indexes],
            "allow_no_indices": True,
            "allow_partial_search_results": False,
            # The same question to the same copy of a shard, or pages would not fit together.
            "preference": f"q{zlib.crc32(question.query.text.encode(errors='replace'))}",
        }
        limits = {"timeout": f"{ASKING * 900}ms"}
        [found] = self._client.msearch(searches=[header, {**body, **limits}])["responses"]
        if "error" in found:
            _refuse(found["status"], found["error"])
        if found["timed_out"]:
            raise _TooSlow
        return found

    def words(self, index, prefix, audiences, at_least):
        counted = {
            "field": "word", "include": f"{re.escape(prefix)}.*", "min_doc_count": at_least, "size": MOST_WORDS,
        }  # fmt: skip
        with self._breaker, _guarded():
            found = self._client.search(
                index=self._name(index), size=0, query=_any_of("audience", audiences).to_dict(),
                aggs={"words": {"terms": counted}}, allow_partial_search_results=False,
            )  # fmt: skip
        return {bucket["key"]: bucket["doc_count"] for bucket in found["aggregations"]["words"]["buckets"]}


class _Beside(ElasticEngine):
    """A copy that is being filled. It is refreshed when it is read, not at each writing."""

    def __init__(self, live, copy):
        self._live, self.copy, self.prefix, self._turn = live, copy, live.prefix, live._turn
        self._made, self._stale, self._seen, self._breaker = set(), set(), 0.0, live._breaker

    @property
    def _client(self):
        return self._live._client

    def _name(self, index):
        return f"{self.copy}.{index}"

    def _places(self):
        return {index: self._name(index) for index in self._made}

    def make(self, index):
        self._make(self._name(index))
        self._made.add(index)

    def _prepare(self, index):
        if index not in self._made:
            self.make(index)

    def _refresh(self, index):
        self._stale.add(index)

    def _freshen(self):
        while self._stale:
            super()._refresh(self._stale.pop())

    def versions(self, index):
        with _guarded():
            self._freshen()
        return super().versions(index)

    def search(self, question):
        with _guarded():
            self._freshen()
        return super().search(question)

    def words(self, index, prefix, audiences, at_least):
        with _guarded():
            self._freshen()
        return super().words(index, prefix, audiences, at_least)

    def take_over(self):
        """Answer from this copy from now on, in one step. The caller has the turn."""
        with _guarded():
            self._freshen()
            before = self._slow.indices.get_alias(index=f"{self.prefix}.*")
            named = {self._name(index): self._live._name(index) for index in self._made}
            actions = [{"add": {"index": place, "alias": alias}} for place, alias in named.items()]
            left = [(place, alias) for place, known in before.items() for alias in known["aliases"]]
            actions += [{"remove": {"index": place, "alias": alias}} for place, alias in left]
            self._slow.indices.update_aliases(actions=actions)
        if left:
            time.sleep(ASKING)  # whoever asks the former copy at this moment is answered before it is swept
        self._live._seen = 0.0


def _as_action(document):
    return {
        "_op_type": "index",
        "_id": document.key,
        "version": document.version,
        "version_type": "external_gte",
        "_source": _as_source(document),
    }


def _as_deletion(key, version):
    return {"_op_type": "delete", "_id": key, "version": version, "version_type": "external_gte"}


def _as_source(document):
    read = [analysis.indexed(text, document.language) for text in (document.title, document.body)]
    (title, body), exact = zip(*read, strict=True)
    single = ("key", "kind", "audience", "language", "work", "whole", "author")
    source = {
        "title": " ".join(title),
        "body": [" ".join(title), " ".join(body)],
        "exact": [" ".join(words) for words in exact],
        "word": sorted({word for words in exact for word in words}),
        "tree": list(document.tree),
        "concept": list(document.concepts),
        "trait": list(document.traits),
        "date": (document.date - EPOCH) // MILLISECOND,
    }
    return source | {name: value for name in single if (value := getattr(document, name))}


def _terms_of(query):
    """(field, term) of all that a query asks for."""
    spoken = query.terms() | {term for phrase in query.phrases() for term in phrase}
    typed = {*query.words, *(word for words in query.quoted for word in words)}
    return {("body", term) for term in spoken} | {("exact", word) for word in typed}


def _terms(sizes):
    """What counts the values of these fields, the most frequent ones."""
    return {name: {"terms": {"field": name, "size": size}} for name, size in sizes.items()}


def _facets(counted, names=FACETS):
    """{facet: {value: documents}} of what was counted."""
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in names}


class _Asked:
    """One question as Elasticsearch is asked it."""

    def __init__(self, question, weights):
        self.question, self._weights = question, weights
        self.sort = question.sort if question.query else DATE
        self.weights = weights.of_those_that_stand(question.query.terms())

    def body(self):
        order = [{"date": "desc"}, {"key": "asc"}]
        return {
            "size": min(self.question.limit, MOST),
            "query": self.query().to_dict(),
            "sort": order if self.sort == DATE else [{"_score": "desc"}, *order],
            "track_total_hits": True,
            "version": True,
            # A thousand hits are read from columns in half the time that their stored fields would take.
            "stored_fields": "_none_",
            "docvalue_fields": ["language", "concept", "trait", "work", "whole"],
            "aggs": {**_terms(FACETS), "whole": {**_terms({"whole": WHOLES})["whole"], "aggs": _terms(OF_A_WHOLE)}},
        }

    def query(self):
        wanted, more = self._wanted()
        return dsl.Bool(filter=self._filters(), must=wanted, should=more, must_not=list(self._unwanted()))

    def _filters(self):
        found = [_any_of(field, values) for field, values in self.question.filters()]
        bounds = {"gte": self.question.since, "lt": self.question.until}
        dated = {side: (moment - EPOCH) // MILLISECOND for side, moment in bounds.items() if moment}
        return [*found, dsl.Range(date=dated)] if dated else found

    def _unwanted(self):
        question = self.question
        if question.without_keys or question.without_trees:
            yield _any_of("key", {*question.without_keys, *question.without_trees})
        if question.without_trees:
            yield _any_of("tree", question.without_trees)
        for words in question.query.without:
            yield _sequence("exact", words)
        for terms in question.query.without_terms:
            yield _sequence("body", terms)

    def _wanted(self):
        """(what must match, what counts a little more where it does)"""
        query = self.question.query
        must = [self._weighed("exact", words) for words in query.quoted]
        share = 1.0 if query.exact else AS_TYPED
        typed = [self._weighed("exact", (word,), share=share) for word in query.words]
        if query.readings:
            must.append(dsl.DisMax(queries=[self._reading(each) for each in query.readings]))
        return (must + typed, []) if query.exact else (must, typed)

    def _reading(self, reading):
        units = [self._unit(unit) for unit in reading.units]
        return _some_of(units, needed(len(units)))

    def _unit(self, unit):
        typed = _some_of([self._term((term,)) for term in unit.terms], needed(len(unit.terms)))
        other = [self._term(phrase, SLOP, OTHERWISE) for phrase in unit.phrases]
        tagged = [dsl.ConstantScore(filter=_any_of("concept", unit.concepts), boost=TAGGED)] if unit.concepts else []
        return dsl.DisMax(queries=[typed, *other, *tagged]) if other or tagged else typed

    def _term(self, terms, slop=0, share=1.0):
        """A term or phrase anywhere, and more of it where the title has it."""
        body = self._weighed("body", terms, slop=slop, share=share)
        title = self._weighed("title", terms, slop=slop, counted_in="body", share=share * TITLE)
        return dsl.Bool(must=[body], should=[title])

    def _weighed(self, field, terms, *, slop=0, counted_in="", share=1.0):
        field_counted = counted_in or field
        if not all(self._weights.having(field_counted, term) for term in terms):
            return dsl.MatchNone()
        weight = sum(self._weights.of(field_counted, term) for term in terms) * share
        return _sequence(field, terms, slop, weight)


def _any_of(field, values):
    return dsl.Terms(**{field: sorted(values)})


def _sequence(field, terms, slop=0, weight=1.0):
    if len(terms) == 1:
        return dsl.Term(**{field: {"value": terms[0], "boost": weight}})
    # A phrase's score is the sum over its terms, and each gets the boost.
    return dsl.MatchPhrase(**{field: {"query": " ".join(terms), "slop": slop, "boost": weight / len(terms)}})


def _some_of(queries, number):
    if len(queries) == 1:
        return queries[0]
    return dsl.Bool(should=queries, minimum_should_match=number)


def _refused(said):
    """The key of a document that the engine cannot take, or None where an item is done all the same; raises where
    nothing can be written."""
    status, key = said["status"], said["_id"]
    kind = said["error"]["type"] if "error" in said else ""
    if status == CONFLICT or (status == NOT_FOUND and not kind):
        return None
    if status == 400 and said.get("error"):
        logger.error("Elasticsearch takes no document %s: %s", key, kind)
        return key
    return _refuse(status, said.get("error", {}))


def _refuse(status, error):
    """Raise what a refusal means, in a sentence without anything that was sent."""
    kind = error.get("type", "") if isinstance(error, dict) else ""
    if kind in ("index_not_found_exception", "alias_not_found_exception") or status == NOT_FOUND:
        raise NoIndex("There is no search index that this version can read yet.")
    if kind == "cluster_block_exception":
        raise EngineUnavailable("Elasticsearch takes no changes: the index is read-only, as on a full disk.")
    if status in (DENIED, REFUSED):
        raise EngineUnavailable("Elasticsearch refuses the name or password, or lets them do too little.")
    if status == TOO_MANY:
        raise EngineUnavailable("Elasticsearch has too much to do.")
    if kind in ("search_phase_execution_exception", "no_shard_available_action_exception"):
        raise _NoShard("Elasticsearch has a part of the index on no node that it reaches.")
    raise EngineUnavailable(f"Elasticsearch answers {status} {kind}.")


@contextmanager
def _guarded():
    try:
        yield
    except elasticsearch.ApiError as error:
        body = error.body if isinstance(error.body, dict) else {}
        try:
            _refuse(error.meta.status, body.get("error", {}))
        except EngineUnavailable as refused:
            raise refused from error
    except elastic_transport.ConnectionTimeout as error:
        raise _TooSlow from error
    except elastic_transport.TlsError as error:
        raise EngineUnavailable("Elasticsearch’s certificate is not one to trust.") from error
    except elastic_transport.TransportError as error:
        raise EngineUnavailable("Elasticsearch cannot be reached.") from error
    except helpers.ScanError as error:
        raise EngineUnavailable("Elasticsearch answered in part only.") from error
