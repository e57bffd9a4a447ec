"""Reports as moderators find them."""

from collections import defaultdict

from django.db import models

from core import things
from moderation.rules import can_review

MOST = 500  # open reports looked at; the oldest come first, so that none waits for ever


class FlagQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def open_in_order(self):
        """The open ones, the longest waiting first."""
        return self.open().order_by("at", "id")[:MOST]

    def for_listing(self):
        return self.select_related("reporter")


def for_review_by(user, flags):
    """[(thing, its flags)] for those things that this person may see and moderate now, the longest waiting first."""
    by_key = defaultdict(list)
    for flag in flags:
        by_key[flag.key].append(flag)
    rows = things.resolve(by_key, user)
    return [(rows[key], said) for key, said in by_key.items() if key in rows and can_review(user, rows[key])]
