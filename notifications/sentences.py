"""What a notice says."""

from django.utils.translation import gettext as _

from core import things


def sentence(kind, thing, actor):
    """The kind's sentence about a thing, by somebody or by nobody who is named. Without a kind, the title."""
    names = {"actor": _called(kind, actor), "title": things.kind_of_row(thing).title(thing)}
    names = {name: isolated(text) for name, text in names.items()}
    return kind.sentence % names if kind else names["title"]


def _called(kind, actor):
    """What is signed says the name already: whatever else lists call this person would stand beside it, and tell whose
    it is."""
    if actor is None:
        return _("Somebody")
    return str(actor) if kind and kind.is_signed else things.kind_of_row(actor).title(actor)


def isolated(text):
    """A name inside a sentence of another direction of writing: neither turns the other's marks round."""
    return f"\u2068{text}\u2069"
