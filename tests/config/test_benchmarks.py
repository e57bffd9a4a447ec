"""`make bench` names only parts that there are, and its README speaks of each of them."""

import re
from importlib.util import find_spec

import pytest

from benchmarks import ROOT
from benchmarks.run import FULL, PLANS, QUICK

README = (ROOT / "benchmarks" / "README.md").read_text()
RUN = sorted({command[0] for command in QUICK + FULL} | {"benchmarks.plans"})


@pytest.mark.parametrize("module", RUN)
def test_what_is_run_is_there_and_told_of(module):
    name = module.removeprefix("benchmarks.")

    assert (find_spec(module) is not None, f"| `{name}.py` |" in README) == (True, True)


def test_what_is_told_of_is_there():
    told = re.findall(r"(?m)^\| `(\w+\.py)` \|", README)

    assert [name for name in told if not (ROOT / "benchmarks" / name).exists()] == []
    assert len(told) >= len(RUN)


def test_quick_and_full_both_look_at_plans():
    assert PLANS.keys() == {"quick", "full"}
