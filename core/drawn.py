"""A part of a template that is drawn once for all who are told the same facts, and kept in this process.

    {% drawn_once theme=theme open next=request.get_full_path %} … {% enddrawn_once %}

Before `open` stand the facts: all that the part is given, and hashable. Behind it the words that are filled in each
time where the part says `{% open "next" %}`; the token against forgery is always one of them. So what is kept holds its
facts and nothing else of a request, and is found by them alone.
"""

from itertools import count

from django import template
from django.template.base import token_kwargs
from django.utils.translation import get_language

from core import stencil
from core.kept import Kept

MOST_BYTES = 16 * 1024 * 1024  # in each process
OVERHEAD = 500  # bytes of a part beside its letters, about
parts = Kept(MOST_BYTES)
_numbers = count(1)


class DrawnOnce(template.Node):
    """number: tells one part of all templates from another."""

    def __init__(self, nodelist, number, facts, words):
        self.nodelist, self.number, self.facts, self.words = nodelist, number, facts, words

    def render(self, context):
        facts = {name: fact.resolve(context) for name, fact in self.facts.items()}
        key = (self.number, get_language(), *facts.values())
        drawn = parts.get(key)
        if drawn is None:
            drawn = self._drawn(context, facts)
            parts.put(key, drawn, drawn.size + OVERHEAD)
        words = {name: word.resolve(context) for name, word in self.words.items()}
        if "token" in drawn.words:
            words["token"] = str(context.get("csrf_token", ""))
        return drawn.filled(frozenset(), **words)

    def _drawn(self, context, facts):
        given = context.new({**facts, "csrf_token": stencil.mark("open", "token")})
        return stencil.cut(self.nodelist.render(given))


def drawn_once(parser, token):
    """The tag; see this module."""
    _tag, *bits = token.split_contents()
    end = bits.index("open") if "open" in bits else len(bits)
    facts, words = token_kwargs(bits[:end], parser), token_kwargs(bits[end + 1 :], parser)
    nodelist = parser.parse(("enddrawn_once",))
    parser.delete_first_token()
    return DrawnOnce(nodelist, next(_numbers), facts, words)
