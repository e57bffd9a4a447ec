"""Search in figures, on tantivy and on Elasticsearch: how well (`relevance.py`) and how quickly (`searching.py`).

`python -m benchmarks.search_speed [--posts 200000] [what searching.py takes]`. Elasticsearch is a node of its own with
security and 512 MB.
"""

import argparse
import os

from benchmarks.machine import described
from benchmarks.place import Place
from tests.services import elasticsearch


def main():
    read = argparse.ArgumentParser()
    read.add_argument("--posts", type=int, default=200_000)
    given, more = read.parse_known_args()
    place = Place(given.posts, "search_data")
    place.fill()
    print(f"\n# Search\n\n{described()}", flush=True)
    os.environ.pop("FORA_SEARCH_URL", None)
    _measure(place, more)
    if not elasticsearch.find():
        print(f"\nElasticsearch is not measured: it is missing. {elasticsearch.ADVICE}")
        return
    with elasticsearch.cluster() as cluster:
        os.environ["FORA_SEARCH_URL"] = cluster.url
        _measure(place, more)


def _measure(place, more):
    place.show("benchmarks.searching", *more)
    place.show("benchmarks.relevance")


if __name__ == "__main__":
    main()
