"""What a notice says."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from core import things
from core.deeds import MAIL_TEXT, allows


def sentence(kind, thing, actor):
    """The kind's sentence about a thing, by somebody or by nobody who is named. Without a kind, the title."""
    names = {"actor": _called(kind, actor), "title": things.kind_of_row(thing).title(thing)}
    names = {name: isolated(text) for name, text in names.items()}
    return kind.sentence % names if kind else names["title"]


def fit_for_mail(keys):
    """{key: row} of those things that everybody may read and whose labels let their words, their title's among them,
    stand in a mail; in a query for each kind among them and what these bear the titles of."""
    rows = things.resolve(keys, AnonymousUser())
    titled = {key: things.kind_of(key).titled_by(row) for key, row in rows.items()}
    above = things.resolve({top for top in titled.values() if top}, AnonymousUser())
    mailed = {key for key, row in {**above, **rows}.items() if allows(row, MAIL_TEXT)}
    return {key: row for key, row in rows.items() if key in mailed and (titled[key] or key) in mailed}


def several(kind, thing, many):
    """What is said of several notices of a kind about parts of the same whole, of which this is one."""
    return kind.several % {"count": many, "title": isolated(things.kind_of_row(thing).title(thing))}


def _called(kind, actor):
    """What is signed says the name already: whatever else lists call this person would stand beside it, and tell whose
    it is."""
    if actor is None:
        return _("Somebody")
    return str(actor) if kind and kind.is_signed else things.kind_of_row(actor).title(actor)


def isolated(text):
    """A name inside a sentence of another direction of writing: neither turns the other's marks round."""
    return f"\u2068{text}\u2069"
