"""What the lane `search` does now and then: the index is compared with the database, and old queries are forgotten."""

import logging
from datetime import timedelta

from django.core.cache import caches
from django.utils import timezone

from core.lease import MOST_ATTEMPTS
from search.engine import engine
from search.engines.base import EngineUnavailable
from search.models import Pending, QueryLog
from search.rebuild import reconcile

logger = logging.getLogger(__name__)
COMPARED = "search:compared"
DAY = 24 * 60 * 60
LOGGED_FOR = timedelta(days=90)


def compare_daily():
    """Compare the index with the database, and mend what differs, where no worker on any machine has for a day. Not
    while something is on its way into the index: it would be taken for lost."""
    try:
        if _is_quiet() and caches["pages"].add(COMPARED, True, DAY):
            reconcile()
    except EngineUnavailable as error:
        logger.warning("The index could not be compared with the database: %s", error)


def forget_old_queries():
    """What was looked for longer than LOGGED_FOR ago goes; how many there were."""
    return QueryLog.objects.filter(at__lt=timezone.now() - LOGGED_FOR).delete()[0]


def _is_quiet():
    return not Pending.objects.filter(attempts__lt=MOST_ATTEMPTS).exists() and engine().is_ready()
