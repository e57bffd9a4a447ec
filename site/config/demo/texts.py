"""Reading `site/demo/`: TOML tables, and texts with TOML front matter. site/demo/README.md describes the format."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import timedelta

from config.env import ROOT

FOLDER = ROOT / "site" / "demo"
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
HEADING = re.compile(r"^## (\w+)$", re.MULTILINE)
BLOCK = re.compile(r"^### (\w+)$", re.MULTILINE)


def span(text):
    """A time as the texts write it, such as `20m`, `3h` or `2d`."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


@dataclass(frozen=True)
class PostText:
    """translations: PostTexts with the language and who made it."""

    head: dict
    body: str
    translations: list = field(default_factory=list)

    @property
    def after(self):
        """Time since the post before."""
        return span(self.head.get("after", "0m"))


@dataclass(frozen=True)
class TopicText:
    head: dict
    posts: list


@dataclass(frozen=True)
class LessonText:
    """sections: {observation: Markdown, …}. blocks: [(kind, Markdown)]."""

    head: dict
    sections: dict
    blocks: list = field(default_factory=list)


def table(name, key):
    """The rows of one TOML file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))[key]


def topics():
    return [_topic(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "topics").glob("*.md"))]


def lessons():
    """[{language: LessonText}], one for each lesson; the original comes first."""
    found = []
    for folder in sorted(path for path in (FOLDER / "lessons").iterdir() if path.is_dir()):
        texts = [_lesson(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md"))]
        texts.sort(key=lambda text: not text.head.get("original"))
        found.append({text.head["language"]: text for text in texts})
    return found


def _front_matter(text):
    _, head, body = text.split("+++", 2)
    return tomllib.loads(head), body


def _topic(text):
    head, rest = _front_matter(text)
    posts = [_post(part) for part in re.split(r"^=== post$", rest, flags=re.MULTILINE)[1:]]
    return TopicText(head, posts)


def _post(part):
    (head, body), *translations = [_part(each) for each in re.split(r"^=== translation$", part, flags=re.MULTILINE)]
    return PostText(head, body, [PostText(*each) for each in translations])


def _part(part):
    head, body = re.split(r"^\+\+\+$", part, maxsplit=1, flags=re.MULTILINE)
    return tomllib.loads(head), body.strip()


def _lesson(text):
    head, body = _front_matter(text)
    parts = HEADING.split(body)
    sections = {name: content.strip() for name, content in zip(parts[1::2], parts[2::2], strict=True)}
    blocks = BLOCK.split(sections.pop("blocks", ""))
    return LessonText(
        head, sections, [(kind, text.strip()) for kind, text in zip(blocks[1::2], blocks[2::2], strict=True)]
    )
