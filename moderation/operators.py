"""`handling:` in the search box: by how what was written may be passed on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from moderation.handling import labels
from moderation.indexing import handling_trait
from search.narrowing import Meaning, Operator, one_of, register


def choices(user):
    """[(key, name)] of the labels, from the loosest to the strictest."""
    return [(label.key, label.name) for label in labels().values()]


def _handling(value, user):
    chosen = one_of(value, choices(user))
    return chosen and Meaning(chosen[1], traits=(handling_trait(chosen[0]),))


register(
    Operator(
        name="handling",
        word=pgettext_lazy("word before a colon in the search box", "handling"),
        label=_("Handling"),
        example="community",
        read=_handling,
        unknown=_("There is no handling label “%(value)s”. It was left out."),
        field="choice",
        choices=choices,
    )
)
