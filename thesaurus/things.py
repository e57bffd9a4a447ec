from django.utils.translation import gettext_lazy as _

from core.gate import PUBLIC
from core.things import Kind, register
from thesaurus.models import Concept

register(
    Kind(
        "concept",
        Concept,
        _("Concept"),
        _("Concepts"),
        title=lambda concept: concept.name,
        language=lambda concept: concept.name_language,
        audience=lambda concept: PUBLIC,
        voice="record",
    )
)
