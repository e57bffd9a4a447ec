"""What the pages of the thesaurus show: the schemes, one concept with its family, and labels found by a word."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Count, Prefetch, Q, Value, When
from django.db.models.functions import Length
from django.utils.translation import get_language

from thesaurus.folding import key
from thesaurus.models import Concept, Label

MOST_FOUND = 50
MOST_LABELS = 600  # read for a filter; the best come first, so what is left out would not be shown anyway


def schemes(user):
    """The tops in order, each with `size` (concepts below it) and `children` (those directly below)."""
    concepts = Concept.objects.visible_to(user).current()
    children = Prefetch("narrower", queryset=concepts.for_listing().in_order(), to_attr="children")
    size = Count("scheme", filter=Q(scheme__retired_at=None))
    return concepts.tops().annotate(size=size).for_listing().prefetch_related(children).in_order()


@dataclass(frozen=True)
class Family:
    """What stands around a concept. path: from the top down to the one above it."""

    path: list
    narrower: list
    related: list


def family(concept, user):
    """The concepts above, below and beside one, with their names: five queries, however many they are."""
    path = _ids_above(concept)
    beside = set(concept.related.values_list("pk", flat=True))
    around = Concept.objects.visible_to(user).for_listing().in_order()
    near = list(around.filter(Q(pk__in=[*path, *beside]) | Q(broader=concept, retired_at=None)))
    return Family(
        path=sorted((one for one in near if one.pk in path), key=lambda one: path.index(one.pk)),
        narrower=[one for one in near if one.broader_id == concept.pk],
        related=[one for one in near if one.pk in beside and one.retired_at is None],
    )


def _ids_above(concept):
    """From the top down. The concept comes with `broader` selected as deep as the thesaurus goes."""
    ids = []
    while concept.broader_id:
        concept = concept.broader
        ids.insert(0, concept.pk)
    return ids


@dataclass(frozen=True)
class Words:
    """What a concept is called in one language."""

    language: str
    language_name: str
    preferred: Label
    alternatives: list
    abbreviations: list


def words_of(concept):
    """The labels of a concept, typed forms left out, as one Words a language; the reader's language first."""
    labels = list(concept.labels.shown().in_order())
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    return [_words_in(code, [label for label in labels if label.language == code]) for code in codes]


def _words_in(code, labels):
    of_kind = {kind: [label for label in labels if label.kind == kind] for kind in (Label.PREF, Label.ALT, Label.ABBR)}
    return Words(
        language=code,
        language_name=dict(settings.LANGUAGES)[code],
        preferred=next(iter(of_kind[Label.PREF]), None),
        alternatives=of_kind[Label.ALT],
        abbreviations=of_kind[Label.ABBR],
    )


@dataclass(frozen=True)
class Found:
    """A concept that a word leads to. label: the one found, where it says more than the concept's name; or None."""

    concept: Concept
    label: Label | None


def find(typed, user):
    """The concepts of which a label of any language holds what was typed, the nearest first, at most MOST_FOUND + 1.

    Nearest: the label itself, then its beginning, the beginning of a word in it, anything else; shorter ones first.
    """
    wanted = key(typed)
    if not wanted:
        return []
    rank = Case(
        When(key=wanted, then=Value(0)),
        When(key__startswith=wanted, then=Value(1)),
        When(key__contains=f" {wanted}", then=Value(2)),
        default=Value(3),
    )
    labels = Label.objects.filter(key__contains=wanted, concept__retired_at=None)
    best = _one_a_concept(labels.order_by(rank, Length("key"), "position")[:MOST_LABELS])
    return _with_concepts(best, user)


def _one_a_concept(labels):
    best = {}
    for label in labels:
        best.setdefault(label.concept_id, label)
    return dict(list(best.items())[: MOST_FOUND + 1])


def _with_concepts(best, user):
    tops = Prefetch("top", queryset=Concept.objects.for_listing())
    concepts = Concept.objects.visible_to(user).filter(pk__in=best).for_listing().prefetch_related(tops).in_bulk()
    return [Found(concepts[pk], _telling(label, concepts[pk])) for pk, label in best.items()]


def _telling(label, concept):
    return None if label.kind == Label.HIDDEN or label.text == concept.name else label
