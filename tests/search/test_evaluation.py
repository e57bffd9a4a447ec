"""`search evaluate`: its figures by hand, what it says of a folder that is none, and how well collections are found."""

import json
import math

import pytest
from django.core.management import CommandError, call_command

from search.engine import engine
from search.evaluation import evaluate, ndcg, recall
from tests.services import require

pytestmark = pytest.mark.django_db

DOCS = [
    {"id": "a", "title": "", "text": "heron heron heron"},
    {"id": "b", "title": "", "text": "heron stood beside this old weir today"},
    {"id": "c", "title": "", "text": "kestrel"},
    {"id": "d", "title": "", "text": "otter"},
]
QUERIES = [{"id": "1", "text": "heron"}, {"id": "2", "text": "kestrel"}, {"id": "3", "text": "otter"}]


@pytest.fixture
def make(tmp_path):
    """make("name", docs=…, queries=…, qrels=…) -> the folder of a collection in English."""

    def write(name="small", docs=DOCS, queries=QUERIES, qrels=(), meta='{"lang": "en"}'):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "meta.json").write_text(meta)
        for file, rows in {"docs": docs, "queries": queries, "qrels": qrels}.items():
            (folder / f"{file}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return folder

    return write


def judged(query, document, relevance=1):
    return {"query_id": query, "doc_id": document, "relevance": relevance}


def test_gain_is_the_judgement_discounted_by_rank_over_the_ideal_order():
    relevant = {"a": 3, "b": 2, "c": 1}

    assert ndcg(["a", "b", "c"], relevant) == 1
    assert ndcg(["c", "x", "a"], relevant) == pytest.approx((1 + 3 / 2) / (3 + 2 / math.log2(3) + 1 / 2))
    assert ndcg([*"0123456789", "a"], relevant) == 0
    assert ndcg([], relevant) == 0


def test_recall_is_the_share_found_among_the_first_hundred():
    far = [str(number) for number in range(99)]

    assert recall([*far, "a", "b"], {"a": 1, "b": 3}) == 0.5
    assert recall([], {"a": 1}) == 0


def test_a_small_collection_has_the_figures_that_one_works_out_by_hand(make):
    # Found: heron → a, b; kestrel → c; otter → d, which is not what was judged.
    qrels = [judged("1", "b", 2), judged("1", "c", 1), judged("2", "c"), judged("3", "a"), judged("3", "b", 0)]

    [figures] = evaluate([make(qrels=qrels)])

    heron = (2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert figures.ndcg == pytest.approx((heron + 1 + 0) / 3)
    assert figures.recall == pytest.approx((0.5 + 1 + 0) / 3)
    assert (figures.name, figures.documents, len(figures.times)) == ("small", 4, 3)


def test_a_query_without_judgement_does_not_count_and_one_that_says_nothing_finds_nothing(make):
    queries = [*QUERIES, {"id": "4", "text": "?!"}]

    [figures] = evaluate([make(queries=queries, qrels=[judged("1", "a"), judged("4", "a")])])

    assert (figures.ndcg, figures.recall, len(figures.times)) == (0.5, 0.5, 2)


def test_collections_share_an_index_and_each_keeps_its_own_judgements(make):
    one = make("one", docs=DOCS[:1], qrels=[judged("1", "a")])
    other = make("other", docs=[{"id": "a", "text": "heron by this long and quiet river"}], qrels=[judged("1", "a")])

    first, second = evaluate([one, other])

    assert (first.name, first.ndcg, first.recall) == ("one", 1, 1)
    assert (second.name, second.ndcg, second.recall) == ("other", pytest.approx(1 / math.log2(3)), 1)


def test_the_command_says_one_line_a_folder_and_leaves_the_index_alone(index, make, capsys):
    folder, before = make(qrels=[judged("2", "c")]), engine().versions("commons")
    capsys.readouterr()

    call_command("search", "evaluate", folder)

    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("small: nDCG@10 1.0000, recall@100 1.0000, ")
    assert line.endswith(" ms a query (4 documents, 1 queries)")
    assert engine().versions("commons") == before


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("docs.jsonl", None, "{file} is missing, or is no text in UTF-8."),
        ("docs.jsonl", b"\xff\xfe", "{file} is missing, or is no text in UTF-8."),
        ("docs.jsonl", b"", "{file} is empty."),
        ("docs.jsonl", b"\n{oops\n", "Line 2 of {file} is no JSON."),
        ("docs.jsonl", b"[1]\n", "Line 1 of {file} is no JSON object."),
        ("docs.jsonl", b'{"id": "a"}\n', "Line 1 of {file} has no “text”."),
        ("docs.jsonl", b'{"id": 1, "text": ""}\n{"id": "1", "text": ""}\n', "{file} has two documents of the same id."),
        ("queries.jsonl", b'{"text": "heron"}\n', "Line 1 of {file} has no “id”."),
        ("qrels.jsonl", b'{"query_id": "1", "doc_id": "a"}', "Line 1 of {file} has no “relevance”."),
        (
            "qrels.jsonl",
            b'{"query_id": "1", "doc_id": "a", "relevance": "x"}',
            "{file} has a relevance that is no number: 'x'.",
        ),
        (
            "qrels.jsonl",
            b'{"query_id": "9", "doc_id": "a", "relevance": 1}',
            "{file} judges a query that is not there: 9.",
        ),
        (
            "qrels.jsonl",
            b'{"query_id": "1", "doc_id": "a", "relevance": 0}',
            "{file} finds nothing relevant to anything.",
        ),
        ("meta.json", b"lang: en", "{file} is no JSON."),
    ],
)
def test_a_malformed_folder_is_told_in_a_sentence(make, file, text, said):
    folder = make(qrels=[judged("1", "a")])
    path = folder / file
    path.unlink() if text is None else path.write_bytes(text)

    with pytest.raises(CommandError) as refused:
        call_command("search", "evaluate", folder)

    assert str(refused.value) == said.format(file=path)


def test_folders_are_asked_for_where_they_are_needed_and_nowhere_else(tmp_path):
    missing = tmp_path / "missing"

    with pytest.raises(CommandError, match=f"^{missing} is no folder.$"):
        call_command("search", "evaluate", missing)
    with pytest.raises(CommandError, match="^Name the folders to evaluate.$"):
        call_command("search", "evaluate")
    with pytest.raises(CommandError, match="^`search status` takes no folder.$"):
        call_command("search", "status", missing)


# BM25's own figures on these collections, less what may be lost. The others of shared/data/ir are of `make bench`.
@pytest.mark.parametrize(("name", "least"), [("cranfield", 0.51), ("xquad-r-ar", 0.92)])
def test_a_judged_collection_is_found_as_well_as_by_plain_bm25(embedded, name, least):
    collections = require("judged collections")

    [figures] = evaluate([collections / name])

    assert figures.ndcg >= least
