"""How well this product's search answers a collection that people have judged: TREC's way, on a scratch index.

A collection is a folder of `docs.jsonl` {"id", "title", "text"}, `queries.jsonl` {"id", "text"}, `qrels.jsonl`
{"query_id", "doc_id", "relevance"} and, if it likes, `meta.json` {"lang"}; a document or query may name a "lang" of its
own. What a member's text goes through is what these go through: the document, the analysis, the reading of the query.
"""

import json
import math
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.gate import PUBLIC
from search.document import COMMONS, Document
from search.engine import scratch
from search.engines.base import Question
from search.finder import understood

BEST, FAR = 10, 100  # places that nDCG and recall look at
BATCH = 500
SAME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # no document is newer than another
NEEDED = {"docs": ("id", "text"), "queries": ("id", "text"), "qrels": ("query_id", "doc_id", "relevance")}


class Malformed(Exception):
    """A folder that is no collection, in a sentence."""


@dataclass(frozen=True)
class Asked:
    """One query of a collection, and {key of a document: how relevant it was judged}."""

    text: str
    language: str
    relevant: dict[str, float]


@dataclass(frozen=True)
class Collection:
    name: str
    documents: list[Document]
    queries: list[Asked]


@dataclass(frozen=True)
class Figures:
    """ndcg, recall: means over all judged queries, from 0 to 1. times: milliseconds of each query."""

    name: str
    documents: int
    ndcg: float
    recall: float
    times: list[float]

    @property
    def median(self):
        return statistics.median(self.times)


def evaluate(folders):
    """Figures of each folder, all of them in one index. Raises Malformed, or EngineUnavailable."""
    collections = [collection(folder, number) for number, folder in enumerate(folders)]
    with scratch() as engine:
        for each in collections:
            for start in range(0, len(each.documents), BATCH):
                engine.write(COMMONS, each.documents[start : start + BATCH])
        return [_figures(each, engine) for each in collections]


def collection(folder, number=0):
    """What stands in a folder. The number keeps its documents apart from those of other collections that are called
    alike. Raises Malformed."""
    folder = Path(folder)
    if not folder.is_dir():
        raise Malformed(f"{folder} is no folder.")
    rows = {name: _rows(folder / f"{name}.jsonl", needed) for name, needed in NEEDED.items()}
    language = _language(folder / "meta.json")
    documents = [_document(row, _key(number, row["id"]), language) for row in rows["docs"]]
    if len({document.key for document in documents}) < len(documents):
        raise Malformed(f"{folder / 'docs.jsonl'} has two documents of the same id.")
    return Collection(folder.resolve().name, documents, _queries(folder, rows, language, number))


def ndcg(keys, relevant, most=BEST):
    """Normalised discounted cumulated gain of a list of keys, best first; {key: how relevant}.

    The gain is the judgement itself, discounted by log2(rank + 1), over that of the ideal order: Järvelin and
    Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (ACM TOIS 20/4, 2002), as trec_eval's `ndcg_cut`.
    """
    ideal = sorted(relevant.values(), reverse=True)
    return _gain([relevant.get(key, 0) for key in keys[:most]]) / _gain(ideal[:most])


def recall(keys, relevant, most=FAR):
    """The share of the relevant documents that stand among the first: trec_eval's `recall`."""
    return len(relevant.keys() & set(keys[:most])) / len(relevant)


def _gain(judgements):
    return sum(judgement / math.log2(rank + 1) for rank, judgement in enumerate(judgements, start=1))


def _figures(collection, engine):
    answers = [_answer(asked, engine) for asked in collection.queries]
    judged = [(keys, asked.relevant) for (keys, _), asked in zip(answers, collection.queries, strict=True)]
    return Figures(
        collection.name,
        len(collection.documents),
        statistics.fmean(ndcg(keys, relevant) for keys, relevant in judged),
        statistics.fmean(recall(keys, relevant) for keys, relevant in judged),
        [milliseconds for _, milliseconds in answers],
    )


def _answer(asked, engine):
    """(keys, milliseconds) of one query, understood as somebody's who reads in its language."""
    began = time.perf_counter()
    query, _ = understood(asked.text, asked.language)
    found = engine.search(Question(audiences=frozenset({PUBLIC}), query=query)) if query else None
    milliseconds = (time.perf_counter() - began) * 1000
    return [hit.key for hit in found.hits] if found else [], milliseconds


def _document(row, key, language):
    return Document(
        key=key,
        audience=PUBLIC,
        title=str(row.get("title") or ""),
        body=str(row["text"]),
        language=str(row.get("lang") or language),
        date=SAME_DAY,
    )


def _queries(folder, rows, language, number):
    """The judged ones: a query of which nothing is known to be relevant says nothing."""
    relevant = {}
    for row in rows["qrels"]:
        if not isinstance(row["relevance"], (int, float)):
            raise Malformed(f"{folder / 'qrels.jsonl'} has a relevance that is no number: {row['relevance']!r}.")
        if row["relevance"] > 0:
            relevant.setdefault(str(row["query_id"]), {})[_key(number, row["doc_id"])] = row["relevance"]
    texts = {str(row["id"]): row for row in rows["queries"]}
    if unknown := sorted(relevant.keys() - texts.keys()):
        raise Malformed(f"{folder / 'qrels.jsonl'} judges a query that is not there: {unknown[0]}.")
    if not relevant:
        raise Malformed(f"{folder / 'qrels.jsonl'} finds nothing relevant to anything.")
    return [
        Asked(str(texts[query]["text"]), str(texts[query].get("lang") or language), judged)
        for query, judged in relevant.items()
    ]


def _key(number, name):
    return f"collection{number}:{name}"


def _rows(path, needed):
    """The objects of a file of lines, each with the fields needed."""
    rows = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            row = _object(line, f"Line {number} of {path}")
            if missing := [name for name in needed if name not in row]:
                raise Malformed(f"Line {number} of {path} has no “{missing[0]}”.")
            rows.append(row)
    if not rows:
        raise Malformed(f"{path} is empty.")
    return rows


def _language(path):
    return str(_object(_text(path), path).get("lang") or "") if path.exists() else ""


def _object(text, what):
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Malformed(f"{what} is no JSON.") from error
    if not isinstance(found, dict):
        raise Malformed(f"{what} is no JSON object.")
    return found


def _text(path):
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{path} is missing, or is no text in UTF-8.") from error
