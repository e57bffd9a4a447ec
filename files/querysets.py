"""Who may see a file: whoever may see what holds it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr

from core import things
from core.gate import audiences_of, is_member
from core.moments import Standing

NOTHING = Q(pk__in=[])


class StoredFileQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """Files in an audience this person holds whose holder they may see now; and their own that nothing holds yet.

        The holder is asked in the same query, so a hidden or withdrawn post takes its files along at once.
        """
        own = Q(attached_at=None, uploader_id=user.pk) if is_member(user) else NOTHING
        held = Q(attached_at__isnull=False) & (Q(audience=None) | Q(audience_id__in=audiences_of(user)))
        return self.standing().filter(state="stored").filter(own | (held & _holder_seen_by(user)))

    def unattached_of(self, user):
        """What this person has sent and nothing holds yet."""
        return self.standing().filter(uploader_id=user.pk, attached_at=None)

    def held_by(self, keys):
        """What these things (keys) hold, in the order it was sent."""
        return self.filter(holder__in=keys).order_by("holder", "created_at", "id")

    def counted_for(self, user):
        """What counts against this person's room."""
        return self.filter(uploader_id=user.pk, erased_at=None)


def _holder_seen_by(user):
    seen = NOTHING
    for name, kind in things.kinds().items():
        if name != "file":
            rows = kind.model.objects.visible_to(user).filter(ref=Substr(OuterRef("holder"), len(name) + 2))
            seen |= Q(holder__startswith=f"{name}:") & Q(Exists(rows))
    return seen


def files_of(rows, user):
    """{key: [its files that this person may see]} for rows of registered kinds, in one query.

    The rows are those that the person was just found to see: they are not asked for once more.
    """
    from files.models import StoredFile  # noqa: PLC0415  (the model needs this module first)

    found = {things.key_of(row): [] for row in rows}
    # Audiences are compared here: asked for both, SQLite reads all files of an audience to find those of a few holders.
    audiences = {None, *audiences_of(user)}
    for file in StoredFile.objects.standing().filter(state="stored").held_by(found) if found else ():
        if file.audience_id in audiences:
            found[file.holder].append(file)
    return found
