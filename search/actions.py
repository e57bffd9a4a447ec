"""What a search leaves behind."""

from search.models import QueryLog


def note_query(found, language):
    """Log that something was looked for: the concepts recognised and the number of hits, no person and no words."""
    return QueryLog.objects.create(
        language=language, concepts=sorted({each.slug for each in found.expanded}), hits=found.total
    )
