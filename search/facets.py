"""The choices beside the results: what could be narrowed, with counts, each a plain link."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core import things
from search.addresses import address
from search.indexing import traits

MOST = 12


@dataclass(frozen=True)
class Choice:
    label: str
    count: int
    url: str
    chosen: bool
    language: str = ""


def facets_of(found, wish, user):
    """[(heading, choices)] of kind, language, traits and concept; those with nothing to choose are left out."""
    groups = [
        (_("Kind"), _choices(found, wish, "kind", wish.kinds, _kind_label)),
        (_("Language"), _choices(found, wish, "language", wish.languages, _language_label)),
        *_traits(found, wish),
        (_("Concept"), _choices(found, wish, "concept", wish.concepts, _concept_labels(found, wish, user))),
    ]
    return [(heading, choices) for heading, choices in groups if choices]


def _traits(found, wish):
    """Those of the kinds asked for, or found if nothing else is: beside posts and lessons, where few people are among
    them, they would only stand in the way."""
    kinds = set(wish.kinds or found.facets.get("kind", {}))
    for trait in traits().values():
        if (kinds and kinds <= trait.kinds) or any(map(trait.bears, wish.traits)):
            yield str(trait.heading), _choices(found, wish, "trait", wish.traits, _trait_label(trait), trait.bears)


def _trait_label(trait):
    return lambda key: (trait.label_of(key.partition(":")[2]), "")


def _choices(found, wish, name, chosen, label_of, is_one=lambda value: True):
    counts = dict.fromkeys(chosen, 0) | found.facets.get(name, {})
    counts = {value: count for value, count in counts.items() if is_one(value)}
    choices = []
    for value, count in sorted(counts.items(), key=lambda item: (item[0] not in chosen, -item[1], item[0]))[:MOST]:
        label, language = label_of(value)
        if label:
            left = [each for each in chosen if each != value] if value in chosen else [*chosen, value]
            choices.append(Choice(label, count, address(wish, **{name: left}), value in chosen, language))
    return choices


def _kind_label(value):
    kind = things.kind_named(value)
    return (str(kind.plural), "") if kind else ("", "")


def _language_label(value):
    return (capfirst(get_language_info(value)["name_local"]), value) if value in dict(settings.LANGUAGES) else ("", "")


def _concept_labels(found, wish, user):
    concepts = things.resolve([*found.facets.get("concept", {}), *wish.concepts], user)

    def label_of(key):
        row = concepts.get(key)
        return (str(things.kind_of(key).title(row)), "") if row is not None else ("", "")

    return label_of
