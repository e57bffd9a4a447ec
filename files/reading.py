"""A document's text as one reader opens it: some pages at a time, with the words marked that were looked for."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language

from files.places import part_of, place_of
from search.finder import marks_for
from search.snippets import Marks, highlighted

AT_ONCE = 10  # pages in one window
MOST_SHOWN = 50_000  # characters of one page; a hostile file's page may be millions
MOST_MARKED = 200_000  # characters of a window in which words are still marked
LONGEST_QUERY = 300
NUMBER = re.compile(r"[1-9][0-9]{0,5}")
BROKEN_AT = 0.7  # of the longest line: a shorter one was ended by its writer and not by the page's edge


@dataclass(frozen=True)
class Part:
    """One page. paragraphs: each a list of lines, each of those [(piece, is_match)]. is_cut: there is more of it."""

    number: int
    title: str
    heading: str
    paragraphs: list
    language: str
    is_cut: bool


@dataclass(frozen=True)
class Reading:
    """parts: the pages from `first` to `last` of `count` that have been kept. number: the one asked for.

    place: what the file hangs on (Place), or None. contents: [(number, heading, url)] of pages that have one of their
    own. previous, following: addresses of the windows beside this one, or "". query: the words that are marked.
    """

    file: object
    place: object
    parts: list
    count: int
    number: int
    first: int
    last: int
    contents: list
    previous: str
    following: str
    query: str


def read(file, user, asked, typed):
    """The window in which the page `asked` for (a word of the address) stands, in a constant number of queries."""
    headings = dict(file.pages.order_by("number").values_list("number", "heading")) if file.state == "stored" else {}
    count, query = len(headings), typed.strip()[:LONGEST_QUERY]
    number = min(int(asked), max(count, 1)) if NUMBER.fullmatch(asked or "") else 1
    first = (number - 1) // AT_ONCE * AT_ONCE + 1
    last = min(first + AT_ONCE - 1, count)
    pages = list(file.pages.filter(number__gte=first, number__lte=last).order_by("number")) if count else []
    return Reading(
        file=file,
        place=place_of(file, user),
        parts=_parts(file, pages, _marks(pages, query, user)),
        count=count,
        number=number,
        first=first,
        last=last,
        contents=_contents(file, headings, query),
        previous=file.text_url(first - AT_ONCE, query) if first > 1 else "",
        following=file.text_url(last + 1, query) if last < count else "",
        query=query,
    )


def _marks(pages, query, user):
    if not query or sum(len(page.text) for page in pages) > MOST_MARKED:
        return Marks()
    return marks_for(query, user=user, language=get_language())


def _parts(file, pages, marks):
    for page in pages:
        page.file = file
    return [
        Part(
            number=page.number,
            title=part_of(page),
            heading=page.heading,
            paragraphs=_paragraphs(page, marks),
            language=page.language,
            is_cut=len(page.text) > MOST_SHOWN,
        )
        for page in pages
    ]


def _paragraphs(page, marks):
    paragraphs = (lines_of(each) for each in re.split(r"\n{2,}", page.text[:MOST_SHOWN]) if each.strip())
    return [[highlighted(line, marks, page.language) for line in lines] for lines in paragraphs]


def lines_of(paragraph):
    """The lines of a paragraph that its writer ended; those that only the page's edge broke are one."""
    lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
    longest = max(map(len, lines), default=0)
    flowing = lines[:1]
    for before, line in zip(lines, lines[1:], strict=False):
        if len(before) > BROKEN_AT * longest:
            flowing[-1] += f" {line}"
        else:
            flowing.append(line)
    return flowing


def _contents(file, headings, query):
    """Each heading once, where it first stands."""
    firsts = {}
    for number, heading in headings.items():
        if heading:
            firsts.setdefault(heading, number)
    return [(number, heading, file.text_url(number, query)) for heading, number in firsts.items()]
