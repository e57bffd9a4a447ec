"""Reports as moderators find them."""

from collections import defaultdict

from django.db import models

from core import things
from moderation.rules import can_review


class FlagQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def for_listing(self):
        return self.select_related("reporter")


def for_review_by(user, flags):
    """[(thing, its flags)] for those things that this person may see and moderate now, the longest waiting first.

    Everything that is reported is asked for, so that what waits elsewhere never hides what waits here.
    """
    rows = things.resolve(flags.values_list("key", flat=True).distinct(), user)
    mine = {key: row for key, row in rows.items() if can_review(user, row)}
    by_key = defaultdict(list)
    for flag in flags.filter(key__in=mine).order_by("at", "id") if mine else ():
        by_key[flag.key].append(flag)
    return [(mine[key], said) for key, said in by_key.items()]
