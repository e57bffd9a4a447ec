"""How well the judged collections of ../shared/data/ir are found on the engine configured, beside plain BM25.

`python -m benchmarks.relevance`, in the environment of a place.
"""

import django

django.setup()

from benchmarks import ROOT  # noqa: E402
from benchmarks.machine import load_average  # noqa: E402
from search.evaluation import evaluate  # noqa: E402

IR = ROOT.parent / "shared" / "data" / "ir"
XQUAD = {"xquad-r-en": 0.965, "xquad-r-es": 0.96, "xquad-r-ar": 0.93}
BM25 = {"cranfield": 0.52, "servicepublic-fr": 0.87} | XQUAD  # nDCG@10


def main():
    print("\n| collection | nDCG@10 | BM25 | recall@100 | ms a query | load average |\n|---|---|---|---|---|---|")
    for name in BM25:
        _show([name], "")
    _show(list(XQUAD), ", three in one index")


def _show(names, how):
    for each in evaluate([IR / name for name in names]):
        print(
            f"| {each.name}{how} | {each.ndcg:.4f} | {BM25[each.name]} | {each.recall:.4f} | {each.median:.1f} "
            f"| {load_average()} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
