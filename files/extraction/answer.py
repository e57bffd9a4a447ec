"""What the child answers, and how much it may be. Standard library only: child and parent share it."""

from dataclasses import dataclass, field

from files.extraction.letters import language_of, plain

MOST_PAGES = 1000
MOST_TEXT = 5 * 1024 * 1024  # bytes, all pages together
LONGEST_PAGE = 100_000  # letters
MOST_ANSWER = 3 * MOST_TEXT  # bytes of JSON
LONGEST_HEADING = 200
LONGEST_FIELD = 200
MOST_FIELDS = 20

READ, PARTLY, EMPTY = "read", "partly", "empty"
UNREADABLE, PROTECTED, TOO_MUCH = "unreadable", "protected", "too_much"


class Unreadable(Exception):
    """The file is not what it says, or damaged beyond reading."""


class Protected(Exception):
    """It wants a password."""


class TooMuch(Exception):
    """It unpacks to more than may be."""


@dataclass
class Answer:
    """pages: [heading, text, language] of each page that was kept. page_count: how many the document has. found: what
    it says of who made it. without_text: the code of a document that has pages and no text at all."""

    pages: list = field(default_factory=list)
    page_count: int = 0
    found: dict = field(default_factory=dict)
    without_text: str = EMPTY
    room: int = MOST_TEXT
    is_cut: bool = False

    def add(self, heading, text):
        """Keep one more page; False where there is no room for it."""
        # Cut before it is looked at letter by letter, for a stranger's page may be the whole of memory.
        text, is_longer = plain(text[: 2 * LONGEST_PAGE]), len(text) > 2 * LONGEST_PAGE
        if len(text) > LONGEST_PAGE or is_longer:
            text, self.is_cut = text[:LONGEST_PAGE].rstrip(), True
        size = len(text.encode())
        if len(self.pages) >= MOST_PAGES or size > self.room:
            self.is_cut = True
            return False
        self.room -= size
        heading = _line(heading, LONGEST_HEADING)
        self.pages.append([heading, text, language_of(text or heading)])
        return True

    def tell(self, **found):
        """What the document says of who made it; empty words are left out."""
        for name, said in found.items():
            said = _line(said, LONGEST_FIELD)
            if said:
                self.found[name] = said

    @property
    def reading(self):
        if self.is_cut:
            return PARTLY
        return READ if any(heading or text for heading, text, _ in self.pages) else self.without_text


def _line(text, most):
    return " ".join(plain(text[: 10 * most]).split())[:most].rstrip()
