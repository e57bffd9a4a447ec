"""What /readyz and operators ask of search."""

from core.lease import stuck
from search.engine import engine as current
from search.engines.base import EngineUnavailable
from search.models import Pending


def engine():
    """{ok, said} of the engine."""
    try:
        return {"ok": True, "said": current().health()}
    except EngineUnavailable as error:
        return {"ok": False, "said": str(error)}


def backlog():
    """(waiting, stuck): rows of the outbox, and those among them that failed ten times."""
    return Pending.objects.count(), stuck(Pending.objects.all()).count()
