"""How much reports weigh. A person can't be silenced by a few who report much and are seldom right."""

from django.conf import settings
from django.db.models import Count, Q

from moderation.decisions import UPHOLDING
from moderation.models import Flag, ReviewItem

LEAST, MOST = 0.25, 2.0
# A human who left something standing, or brought it back, is not overruled by further reports.
KEPT = ("dismiss", "restore", "approve", "edit")


def weight(upheld, decided):
    """What one report weighs: twice the share of its reporter's earlier ones that were right, as if one more of two
    had been. So somebody new weighs 1; never less than LEAST or more than MOST."""
    return min(MOST, max(LEAST, 2 * (upheld + 1) / (decided + 2)))


def score(key):
    """What the open reports of a thing weigh together, in one query."""
    reporters = Flag.objects.open().filter(key=key).values("reporter")
    earlier = (
        Flag.objects.filter(reporter__in=reporters)
        .values("reporter")
        .annotate(
            upheld=Count("pk", filter=Q(decision__in=UPHOLDING)),
            decided=Count("pk", filter=Q(closed_by__isnull=False)),
        )
    )
    return sum(weight(row["upheld"], row["decided"]) for row in earlier)


def hides_by_itself(key):
    """Whether the reports of a thing hide it before a moderator has looked."""
    kept = ReviewItem.objects.filter(key=key, decision__in=KEPT)
    return score(key) >= settings.REPORTS_THAT_HIDE and not kept.exists()
