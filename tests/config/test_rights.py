"""The table of roles is asked of the rules, and a rule that changes makes it stale."""

import subprocess
import sys

import pytest

from config import rights
from config.env import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def page():
    return (ROOT / rights.PATH).read_text()


def row(page, rule, about=""):
    """{column: answer} of the first row of a rule."""
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    head = next(line for line in lines if line[0] == "rule")
    found = next(line for line in lines if line[0] == f"`{rule}`" and about in line[1])
    return dict(zip(head[2:], found[2:], strict=False))


def test_the_page_is_as_the_rules_say():
    words = [sys.executable, "manage.py", "roles", "--check"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_every_rule_there_is_stands_in_it(page):
    assert {f"{room}.{name}" for room, name, _, _ in rights.rules() if f"`{room}.{name}" not in page} == set()


def test_it_says_of_a_few_rules_what_everybody_knows(page):
    assert [who for who, answer in row(page, "members.can_audit").items() if answer == "yes"] == ["auditor"]
    assert [who for who, answer in row(page, "members.can_operate").items() if answer == "yes"] == ["operator"]
    assert row(page, "forum.can_edit")["member"] == "own"
    assert row(page, "forum.can_read", "members")["visitor"] == "–"


def test_an_answer_that_changes_changes_the_table(monkeypatch, settings, tmp_path):
    settings.VAR = tmp_path
    before = rights.table()

    def can_create_space(user):
        return True

    can_create_space.__module__ = "members.rules"
    monkeypatch.setattr("members.rules.can_create_space", can_create_space)

    after = rights.table()

    assert row(before, "members.can_create_space")["visitor"] == "–"
    assert row(after, "members.can_create_space")["visitor"] == "yes"
