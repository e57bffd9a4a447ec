"""What search narrows by of this room's: the label of how something may be passed on."""

from django.utils.translation import gettext_lazy as _

from moderation.handling import label_of
from search.indexing import Trait, register_trait, trait_key

HANDLING = "handling"


def handling_trait(key):
    """A label as search documents bear it."""
    return trait_key(HANDLING, key)


def _name(key):
    label = label_of(key)
    return label.name if label else ""


register_trait(Trait(HANDLING, frozenset({"topic", "post"}), _("Handling"), _name))
