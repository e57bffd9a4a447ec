"""Reading a document's text: TOML front matter, then one block a line."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime

RIGHT_TO_LEFT = {"ar"}
STARTS = {"## ": "heading", "### ": "subheading", "- ": "item", "[ ] ": "box"}
NUMBER = re.compile(r"^(\d+)\. ")
RULE = re.compile(r"^[-:]+$")
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Document:
    """head: the front matter. blocks: [(kind, content)], where a number's content is (figure, text), a table's is its
    rows, and all others' is text; `page` and `scan` have none of their own."""

    head: dict
    blocks: list

    @property
    def name(self):
        return self.head["name"]

    @property
    def kind(self):
        return self.name.rpartition(".")[2]

    @property
    def is_right_to_left(self):
        return self.head["language"] in RIGHT_TO_LEFT

    @property
    def made(self):
        return datetime.fromisoformat(self.head["made"]).replace(tzinfo=UTC)

    @property
    def saved(self):
        return datetime.fromisoformat(self.head["saved"]).replace(tzinfo=UTC)


def read(path):
    _, head, body = path.read_text(encoding="utf-8").split("+++", 2)
    return Document(tomllib.loads(head), list(_blocks(body)))


def _blocks(body):
    rows = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            yield "table", [row for row in rows if not RULE.match("".join(row))]
            rows = []
        if line.strip():
            yield _block(line.strip())


def _block(line):
    if line in ("---", "=== scan"):
        return ("page" if line == "---" else "scan"), ""
    if number := NUMBER.match(line):
        return "number", (number[1], line[number.end() :])
    for start, kind in STARTS.items():
        if line.startswith(start):
            return kind, line[len(start) :]
    return "paragraph", line


def runs(text):
    """[(words, whether they are bold)]"""
    return [(words, place % 2 == 1) for place, words in enumerate(BOLD.split(text)) if words]
