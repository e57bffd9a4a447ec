"""How quick the search is on the engine configured: `python -m benchmarks.searching`, in the environment of a place.

It indexes the place anew (or not, with `--as-indexed`), asks as a member asks (audiences, two facets chosen, twenty
marked hits), and lets the real worker index what is posted meanwhile. Bare tantivy is asked the same beside it: what
there is to be had at all; its index stays in the place.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

import django

django.setup()

import tantivy  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import ROOT  # noqa: E402
from benchmarks.machine import load_average  # noqa: E402
from benchmarks.visitor import READER  # noqa: E402
from core.database import gather_statistics  # noqa: E402
from core.forms import new_once  # noqa: E402
from core.gate import audiences_of  # noqa: E402
from core.things import key_of  # noqa: E402
from forum.actions import reply  # noqa: E402
from forum.models import Post, Topic  # noqa: E402
from search.engine import engine  # noqa: E402
from search.finder import PAGE, Wish, _question, find, understood  # noqa: E402
from search.models import Pending  # noqa: E402
from search.rebuild import _all, rebuild  # noqa: E402

MEASURED = 100_000  # documents of which the goal speaks
FACETS = {name: {"terms": {"field": name}} for name in ("kind", "language")}
WORDS = (1, 2, 2, 3, 4)  # of a query
POSTED = 40
PATIENCE = 60  # seconds for one post to be found


def main():
    read = argparse.ArgumentParser()
    read.add_argument("--queries", type=int, default=200)
    read.add_argument("--runs", type=int, default=3)
    read.add_argument("--as-indexed", action="store_true", help="ask the index that is there, of an earlier run")
    given = read.parse_args()
    reader = get_user_model().objects.get(email=READER)
    name = "Elasticsearch" if settings.SEARCH else "tantivy"
    print(f"\n## Search on {name}\n", flush=True)
    if not given.as_indexed:
        _index()
    gather_statistics()  # as the worker does, once an hour
    asked = [_query(random.Random(number)) for number in range(given.queries)]
    print("\n| asked, ms | p50 (least to most) | p95 (least to most) | processor, p50 | load average |")
    print("|---|---|---|---|---|")
    if not settings.SEARCH:
        bare = _Bare(settings.INDEX_ROOT.parent / "bare", reader)
        _show("bare tantivy", bare.ask, asked, given.runs)
    _show("the engine alone", lambda wish: engine().search(_read(wish, reader)), asked, given.runs)
    in_database = []
    _show("the finder", lambda wish: _find(wish, reader, in_database), asked, given.runs)
    print(f"\nThe database's share of the finder's time: {statistics.median(in_database):.1f} ms in the middle.")
    _findable(reader)


def _index():
    marks, began, spent = [], time.perf_counter(), time.process_time()
    done = rebuild(progress=lambda number: marks.append((number, time.perf_counter() - began)))
    whole = time.perf_counter() - began
    reached = next((f"{seconds:.0f} s" for number, seconds in marks if number >= MEASURED), "never")
    spent = time.process_time() - spent
    print(
        f"Indexed {done:,} documents in {whole:.0f} s ({spent:.0f} s of this process's processor time), the first "
        f"{MEASURED:,} in {reached}; load {load_average()}.",
        flush=True,
    )


def _query(draw):
    """A Wish of some words of one post, which somebody may well look for."""
    while True:
        post = Post.objects.visible_to(get_user_model().objects.get(email=READER)).filter(
            pk__gte=draw.randrange(Post.objects.order_by("-pk")[0].pk)
        )[0]
        words = [word.strip(".,;:!?؟()\"'") for word in post.body.split()]
        words = [word for word in words if len(word) > 4 and word.isalpha()]
        if len(words) > max(WORDS):
            typed = " ".join(draw.sample(words, draw.choice(WORDS)))
            return Wish(typed=typed, kinds=("post",), languages=(post.language,))


def _read(wish, reader):
    return _question(wish, understood(wish.typed, wish.languages[0])[0], reader)


def _find(wish, reader, in_database):
    with _database_time() as spent:
        found = find(wish, user=reader, language=wish.languages[0])
    if not found.hits:
        sys.exit(f"Nothing was found of what is there: {wish.typed} ({found.state})")
    in_database.append(sum(spent) * 1000)


@contextmanager
def _database_time():
    spent = []

    def timed(execute, *given):
        began = time.perf_counter()
        try:
            return execute(*given)
        finally:
            spent.append(time.perf_counter() - began)

    with connection.execute_wrapper(timed):
        yield spent


class _Bare:
    """tantivy as its manual uses it: its own tokenizer, top twenty, two facets counted, its own snippets."""

    def __init__(self, folder, reader):
        self.audiences = sorted(audiences_of(reader))
        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True)
        for name in ("key", "audience", "kind", "language"):
            builder.add_text_field(name, tokenizer_name="raw", stored=True, fast=True)
        self.schema = builder.build()
        folder.mkdir(exist_ok=True)
        self.index = tantivy.Index(self.schema, path=str(folder))
        if not self.index.searcher().num_docs:
            self._fill()

    def _fill(self):
        writer = self.index.writer(200_000_000, num_threads=2)
        for each in _all():
            names = ("title", "body", "key", "audience", "kind", "language")
            writer.add_document(tantivy.Document(**{name: [getattr(each, name)] for name in names}))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def ask(self, wish):
        searcher = self.index.searcher()
        words = self.index.parse_query(wish.typed, ["title", "body"])
        filters = {"audience": self.audiences, "kind": list(wish.kinds), "language": list(wish.languages)}
        musts = [tantivy.Query.term_set_query(self.schema, name, values) for name, values in filters.items()]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in (words, *musts)])
        found = searcher.search(query, PAGE)
        searcher.aggregate(query, FACETS)
        marked = tantivy.SnippetGenerator.create(searcher, words, self.schema, "body")
        return [marked.snippet_from_doc(searcher.doc(address)).to_html() for _, address in found.hits]


def _show(what, ask, wishes, runs):
    """A line of the table: each run asks everything once, after one that is not counted. What this process itself costs
    hardly depends on what else runs."""
    found = []
    for run in range(runs + 1):
        times, spent = (sorted(each) for each in zip(*(_milliseconds(ask, wish) for wish in wishes), strict=True))
        if run:
            found.append((statistics.median(times), times[len(times) * 95 // 100], statistics.median(spent)))
    cells = [f"{statistics.median(each):.1f} ({min(each):.1f}–{max(each):.1f})" for each in zip(*found, strict=True)]
    print(f"| {what} | {' | '.join(cells)} | {load_average()} |", flush=True)


def _milliseconds(ask, wish):
    """(passed, of this process's processor)"""
    began, spent = time.perf_counter(), time.process_time()
    ask(wish)
    return (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000


def _findable(reader):
    """From a reply's commit until a search finds it, with the worker as production runs it."""
    topics = Topic.objects.visible_to(reader).standing().filter(locked_at=None, board__audience_id="members")
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=os.environ)
    try:
        _until_found(topics[0], reader, "warming")
        times = sorted(_until_found(topic, reader, f"heron{topic.ref}") for topic in topics[1 : POSTED + 1])
    finally:
        worker.terminate()
        worker.wait(20)
    p95 = times[len(times) * 95 // 100]
    print(
        f"Committed → findable: {statistics.median(times):.2f} s in the middle, p95 {p95:.2f} s ({times[0]:.2f}–"
        f"{times[-1]:.2f}) of {len(times)} replies among {Pending.objects.count()} waiting; load {load_average()}."
    )


def _until_found(topic, reader, word):
    post = reply(topic, by=reader, body=f"About {word}, which nobody wrote before.", once=new_once())
    began, key = time.perf_counter(), key_of(post)
    wish = Wish(typed=f'"{word}"')
    while key not in {
        hit.key for hit in engine().search(_question(wish, understood(wish.typed, "en")[0], reader)).hits
    }:
        if time.perf_counter() - began > PATIENCE:
            sys.exit(f"A reply was not found within {PATIENCE} s.")
        time.sleep(0.01)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
