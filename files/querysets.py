"""Who may see a file: whoever may see what holds it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.utils import timezone

from core import things
from core.gate import audiences_of, is_member
from core.lease import stuck
from core.moments import Standing
from core.prepared import Prepared

NOTHING = Q(pk__in=[])
# Kinds on which no file ever hangs: they cost each question a join.
NO_HOLDERS = {
    "account",
    "document",
    "file",
    "invitation",
    "joinrequest",
    "space",
    "spaceevent",
    "spaceinvitation",
    "upload",
    "widening",
}


class StoredFileQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """Files in an audience this person holds whose holder they may see now; and their own that nothing holds yet.

        The holder is asked in the same query, so a hidden or withdrawn post takes its files along at once.
        """
        return self.standing().filter(_seen_by(user))

    def told_to(self, user):
        """What this person may see, and what became of the files they sent themselves: those are not served while they
        are checked, and their sender is told so."""
        mine = Q(uploader_id=user.pk) & ~Q(state="stored") if is_member(user) else NOTHING
        return self.standing().filter(_seen_by(user) | mine)

    def unattached_of(self, user):
        """What this person has sent and nothing holds yet."""
        return self.standing().filter(uploader_id=user.pk, attached_at=None)

    def held_by(self, keys):
        """What these things (keys) hold, in the order it was sent."""
        return self.filter(holder__in=keys).order_by("holder", "created_at", "id")

    def counted_for(self, user):
        """What counts against this person's room."""
        return self.filter(uploader_id=user.pk, erased_at=None)

    def queued(self):
        """What the lane `documents` has to look at, the longest waiting first."""
        return self.filter(queued_at__isnull=False).order_by("queued_at", "id")

    def worn_out(self):
        """What was looked at ten times without an end and is held by nobody now."""
        return stuck(self.queued()).filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))

    def checked_for(self, user):
        """This person's own files that are not served yet, or never: being checked, or waiting for a moderator."""
        return self.filter(uploader_id=user.pk, erased_at=None).exclude(state="stored")

    def to_decide(self):
        """What the virus scanner said something of and no moderator has decided on."""
        return self.filter(state="waiting", erased_at=None).exclude(finding="")


class UploadQuerySet(StoredFileQuerySet):
    """Files as their senders know them, whatever became of them."""

    def visible_to(self, user):
        return self.filter(uploader_id=user.pk, erased_at=None) if is_member(user) else self.none()


class DocumentPageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Pages of the files that this person may see now."""
        from files.models import StoredFile  # noqa: PLC0415  (the model needs this module first)

        return self.filter(Exists(StoredFile.objects.visible_to(user).filter(pk=OuterRef("file_id"))))

    def for_things(self):
        return self.select_related("file__audience__space")


def _seen_by(user):
    own = Q(attached_at=None, uploader_id=user.pk) if is_member(user) else NOTHING
    held = Q(attached_at__isnull=False) & (Q(audience=None) | Q(audience_id__in=audiences_of(user)))
    return Q(state="stored") & (own | (held & _holder_seen_by(user)))


def _holder_seen_by(user):
    seen = NOTHING
    for name, kind in things.kinds().items():
        if name not in NO_HOLDERS:
            rows = kind.model.objects.visible_to(user).filter(ref=Substr(OuterRef("holder"), len(name) + 2))
            seen |= Q(holder__startswith=f"{name}:") & Q(Exists(rows))
    return seen


_held = Prepared(lambda model, keys: model.objects.standing().held_by(keys), keys=models.CharField())


def files_of(rows, user):
    """{key: [its files that this person may see or is told of]} for rows of registered kinds, in one query.

    The rows are those that the person was just found to see: they are not asked for once more.
    """
    from files.models import StoredFile  # noqa: PLC0415  (the model needs this module first)

    found = {things.key_of(row): [] for row in rows}
    # Audiences are compared here: asked for both, SQLite reads all files of an audience to find those of a few holders.
    audiences = {None, *audiences_of(user)}
    for file in _held.ask((), StoredFile, keys=list(found)):
        if file.state == file.STORED and file.audience_id in audiences:
            found[file.holder].append(file)
        elif file.state != file.STORED and is_member(user) and file.uploader_id == user.pk:
            found[file.holder].append(file)  # its sender is told that it is checked
    return found
