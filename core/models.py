"""The two tables that every room leans on: who may see, and what was done."""

from django.db import models

from core.gate import MEMBERS, PUBLIC


class Audience(models.Model):
    """A set of readers. Its key is its name everywhere: SQL, search, mail and downloads."""

    key = models.CharField(max_length=40, primary_key=True)

    def __str__(self):
        return self.key


class AuditEntry(models.Model):
    """One thing that somebody did, or was refused, without content. Inserted only: triggers refuse the rest on both
    databases.

    Actor, thing and place are keys as text and no foreign keys, so that an entry outlives what it speaks of. place: the
    audience of the thing when it was written, "" for what stands in none: it decides who may read the entry.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=60)
    key = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=40, blank=True)
    session = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=20, default="done")

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="audit_by_key"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
            models.Index(fields=["verb", "at"], name="audit_by_verb"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor or '-'} {self.verb} {self.key}"


class AuditSeal(models.Model):
    """The entries with ids from `first` to `last`, as they were when nobody could add to them any more.

    digest: keyed, over the entries and the digest of the seal before, `previous`; so seals form one chain, which only
    who has the key can make. Inserted only, like the entries.
    """

    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, blank=True, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="a_seal_goes_forward"),
        ]

    def __str__(self):
        return f"{self.first}–{self.last} {self.digest[:12]}"


class Sign(models.Model):
    """A lane's last sign of life: one row for each lane of each worker, written over and over.

    at: by the database's clock. busy_for: seconds in its present turn, as the lane itself counted them; None: idle.
    """

    lane = models.CharField(max_length=40)
    worker = models.CharField(max_length=40)
    at = models.DateTimeField()
    busy_for = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "worker"], name="one_sign_per_lane_and_worker")]

    def __str__(self):
        return f"{self.lane} of {self.worker}"


def ensure():
    """The audiences that must exist; `space:` ones are made with their space."""
    for key in (PUBLIC, MEMBERS):
        Audience.objects.get_or_create(key=key)
