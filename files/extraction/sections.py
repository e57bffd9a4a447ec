"""Running text cut into sections that a reader can take in: at headings, and long ones at paragraph ends.

Standard library only: it runs in the child.
"""

import re
from dataclasses import dataclass, field

WORDS = 500
# A paragraph is cut in its middle only where it alone would make more than two sections.
MOST_OF_A_PARAGRAPH = 2 * WORDS
_SENTENCE_END = re.compile(r"(?<=[.!?…؟۔])\s+")


@dataclass(frozen=True)
class Block:
    """One paragraph, table row or list item, or a heading."""

    text: str
    is_heading: bool = False


@dataclass
class Section:
    """heading: empty before the first one. paragraphs: texts, in order."""

    heading: str = ""
    paragraphs: list = field(default_factory=list)

    @property
    def text(self):
        return "\n\n".join(self.paragraphs)


def sections(blocks):
    """Sections of a document, one after the other as they are asked for. Headings with nothing between them become
    one ("Chapter › Part"); the parts of a long section all carry its heading."""
    current = Section()
    for block in blocks:
        if block.is_heading:
            if current.paragraphs:
                yield from _parts(current)
                current = Section()
            current.heading = " › ".join(filter(None, [current.heading, block.text]))
        else:
            current.paragraphs.append(block.text)
    if current.paragraphs or current.heading:
        yield from _parts(current)


def paragraphs(text):
    """The blocks of a text that knows no headings."""
    return [Block(each) for each in re.split(r"\n\s*\n", text) if each.strip()]


def _parts(section):
    """The section in parts of about WORDS words, as even as its paragraphs let them be."""
    pieces = [(piece, len(piece.split())) for text in section.paragraphs for piece in _pieces(text)]
    total = sum(words for _, words in pieces)
    wanted = total / max(1, round(total / WORDS))
    part, words = Section(section.heading), 0
    for piece, more in pieces:
        # Ends where that comes nearer to what is wanted than one paragraph more would.
        if part.paragraphs and words + more / 2 > wanted:
            yield part
            part, words = Section(section.heading), 0
        part.paragraphs.append(piece)
        words += more
    yield part


def _pieces(text):
    """A paragraph, or its parts at sentence ends (or, without any, at words) where it is too long for one section."""
    if len(text.split()) <= MOST_OF_A_PARAGRAPH:
        return [text]
    return _packed([words for sentence in _SENTENCE_END.split(text) for words in _strings(sentence.split())])


def _strings(words):
    return [words[start : start + WORDS] for start in range(0, len(words), WORDS)]


def _packed(strings):
    pieces, current = [], []
    for words in strings:
        if current and len(current) + len(words) > WORDS:
            pieces.append(" ".join(current))
            current = []
        current = current + words
    return [*pieces, " ".join(current)]
