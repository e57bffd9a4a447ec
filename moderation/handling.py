"""What the labels mean, said here alone: a row names its label by its key, and whoever is about to quote, mail, export,
show or copy it asks `core.deeds.allows(thing, deed)`, which comes here for what bears a label."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import things
from core.deeds import SNIPPET
from core.kept import Kept
from core.texts import best_of
from moderation.models import Forbidden, HandlingText
from moderation.models.handling import COMMUNITY

BYTES_OF_ALL = 8000  # the labels in one language, about
_kept = Kept(20 * BYTES_OF_ALL, seconds=60)


@dataclass(frozen=True)
class Label:
    """One label in the reader's language. forbids: deeds; language: of the words, where they are not the reader's."""

    key: str
    position: int
    forbids: frozenset
    name: str
    meaning: str
    language: str


def labels():
    """{key: Label} of all there are, from the loosest to the strictest; read anew every minute."""
    found = _kept.get(get_language())
    if found is None:
        found = _read()
        _kept.put(get_language(), found, BYTES_OF_ALL)
    return found


def label_of(key):
    """The Label of a key, or None for one that there is not."""
    return labels().get(key)


def mark_of(key):
    """The Label that readers are shown: None for what the community may use anyway."""
    return None if key in (None, COMMUNITY) else label_of(key)


def forbids(handling, deed) -> bool:
    """Whether the label with this key forbids a deed; in doubt it does."""
    label = label_of(handling)
    return label is None or deed in label.forbids


def allows(thing, deed) -> bool:
    """Whether the label of a thing allows a deed: what kinds whose rows bear one register for `core.deeds.allows`."""
    key = handling_of(thing)
    return key is None or not forbids(key, deed)


def handling_of(thing):
    """The key of a thing's label, or None where its kind carries none."""
    return things.kind_of_row(thing).handling(thing)


def withheld(thing):
    """What lists say in the place of a piece of a thing's text; "" where they may show one."""
    if allows(thing, SNIPPET):
        return ""
    said = _("Its text is not shown here, because of how it is to be handled: %(label)s.")
    label = label_of(handling_of(thing))
    return said % {"label": label.name if label else handling_of(thing)}


def stricter(*keys):
    """The strictest of some labels, by their keys."""
    known = labels()
    return max(keys, key=lambda key: known[key].position)


def covers(chosen, other) -> bool:
    """Whether a label forbids all that another one does."""
    known = labels()
    return known[other].forbids <= known[chosen].forbids


def _read():
    deeds = {}
    for key, deed in Forbidden.objects.values_list("handling", "deed"):
        deeds.setdefault(key, set()).add(deed)
    texts = {}
    for text in HandlingText.objects.select_related("handling").order_by("handling__position", "language"):
        texts.setdefault(text.handling, []).append(text)
    return {handling.key: _label(handling, deeds.get(handling.key, ()), said) for handling, said in texts.items()}


def _label(handling, deeds, texts):
    text = best_of(texts)
    return Label(handling.key, handling.position, frozenset(deeds), text.name, text.meaning, text.language)
