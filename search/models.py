"""The index's outbox, and what is known to be indexed."""

from django.db import models

from core.lease import Leased


class Counter(models.Model):
    """One row: the last `seq` given on SQLite. PostgreSQL has a sequence instead. It never starts again."""

    last = models.BigIntegerField(default=0)

    def __str__(self):
        return str(self.last)


class Pending(Leased):
    """A thing whose place in the index is to be made anew.

    whole_tree: everything that stands under it too. narrows: fewer people may see it from now on, so that the finder
    leaves it (or its tree) out until the worker has been here.
    """

    key = models.CharField(max_length=80, unique=True)
    seq = models.BigIntegerField()
    whole_tree = models.BooleanField(default=False)
    narrows = models.BooleanField(default=False)

    def __str__(self):
        return f"{self.key} {self.seq}"


class Indexed(models.Model):
    """What stands in which index, at which version."""

    key = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField()
    index = models.CharField(max_length=60)

    def __str__(self):
        return f"{self.key} {self.seq} {self.index}"


class QueryLog(models.Model):
    """That something was looked for: no person, no raw words, only the concepts that were recognised."""

    at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=5)
    concepts = models.JSONField(default=list)
    hits = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.language} {self.hits}"


def ensure():
    """The counter's one row."""
    Counter.objects.get_or_create(pk=1)
