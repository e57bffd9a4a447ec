"""What /readyz and operators ask of search."""

from collections import Counter

from core.lease import stuck
from search.engine import engine as current
from search.engines.base import EngineUnavailable
from search.models import Pending, QueryLog


def engine():
    """{ok, said} of the engine."""
    try:
        return {"ok": True, "said": current().health()}
    except EngineUnavailable as error:
        return {"ok": False, "said": str(error)}


def backlog():
    """(waiting, stuck): rows of the outbox, and those among them that failed ten times."""
    return Pending.objects.count(), stuck(Pending.objects.all()).count()


def asked():
    """[(slug of a concept, searches that named it, those of them that found nothing)], the most asked first, of what
    the log still has."""
    times, in_vain = Counter(), Counter()
    for concepts, hits in QueryLog.objects.values_list("concepts", "hits").iterator():
        times.update(concepts)
        if not hits:
            in_vain.update(concepts)
    return [
        (slug, number, in_vain[slug]) for slug, number in sorted(times.items(), key=lambda each: (-each[1], each[0]))
    ]
