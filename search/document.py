"""The one shape in which every kind of thing goes into an index."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

COMMONS = "commons"


@dataclass(frozen=True)
class Document:
    """What an index knows of one thing.

    key: `kind:ref`. audience: the key of the gate that a reader must hold. version: the outbox's `seq`; an older one
    never replaces a newer one. index: COMMONS, or `sealed_index(ref)` for things of invite and secret spaces.
    tree: the keys of what it stands under, such as ("board:…", "topic:…"). title, body: plain text. language: of the
    text, or "". concepts: keys of thesaurus concepts. work: shared by the translations of one work, else "".
    whole: the key of what it is a part of (a page's file) and is counted and shown once with, else "".
    author: the key of the face that readers see, or "". date: when it was last of interest (published, posted).
    traits: ("name:value", …) of what else it can be narrowed by, as its room registers (`search.indexing.Trait`); none
    of what is a part of a whole.
    """

    key: str
    audience: str
    title: str
    body: str
    date: datetime
    version: int = 0
    index: str = COMMONS
    tree: tuple[str, ...] = ()
    language: str = ""
    concepts: tuple[str, ...] = ()
    work: str = ""
    author: str = ""
    whole: str = ""
    traits: tuple[str, ...] = ()

    @property
    def kind(self):
        return self.key.partition(":")[0]


def sealed_index(space_ref):
    """The name of a sealed space's own index, the same everywhere in this installation. Whoever lists the indexes
    learns from it neither the space nor, by trying, whether one that he or she knows of has one: it takes the key."""
    return "sealed-" + salted_hmac("search.sealed_index", space_ref, algorithm="sha256").hexdigest()[:20]
