"""What concepts are called by the reader: asked for with every list that names some, by a prepared query."""

from django.utils.translation import get_language

from core.prepared import Prepared
from thesaurus.models import Concept, Label


def with_names(concepts):
    """Those concepts, each with its names in the reader's language and in English, as after `for_listing()`."""
    language, found = get_language(), {}
    for label in _labels.ask(language, language, concepts=sorted({concept.pk for concept in concepts})):
        found.setdefault(label.concept_id, []).append(label)
    for concept in concepts:
        concept.preferred = found.get(concept.pk, [])
    return concepts


_labels = Prepared(
    lambda language, concepts: Label.objects.preferred().filter(
        language__in={language, "en"}, concept__pk__in=concepts
    ),
    concepts=Concept._meta.pk,
)
