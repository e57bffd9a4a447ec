"""What a search leaves behind."""

import logging

from django.db import DatabaseError, transaction

from core.database import impatient
from search.models import QueryLog

logger = logging.getLogger(__name__)


def note_query(found, language):
    """Log that something was looked for: the concepts recognised and the number of hits, no person and no words.

    Where the database takes nothing now, nothing is logged: a search reads, and is answered all the same.
    """
    concepts = sorted({each.slug for each in found.expanded})
    try:
        with impatient(), transaction.atomic():
            QueryLog.objects.create(language=language, concepts=concepts, hits=found.total)
    except DatabaseError as error:
        logger.warning("A search could not be logged: %s", error)
