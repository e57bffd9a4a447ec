"""Who may see a file: whoever may see what holds it."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.utils import timezone

from core import things
from core.gate import audiences_of, is_member
from core.lease import stuck
from core.moments import Standing
from core.prepared import Prepared
from moderation.holds import refs_on_hold
from moderation.registry import reviewables

NOTHING = Q(pk__in=[])
# Kinds on which no file ever hangs: they cost each question a join.
NO_HOLDERS = {
    "account",
    "asked",
    "conversation",
    "document",
    "file",
    "flag",
    "invitation",
    "joinrequest",
    "move",
    "review",
    "lifting",
    "space",
    "spaceevent",
    "spaceinvitation",
    "translation",
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
        mine = _sent_by(user) & ~Q(state="stored") if is_member(user) else NOTHING
        return self.standing().filter(_seen_by(user) | mine)

    def sent_by(self, user):
        """What this person has sent, whether or not it carries their name."""
        return self.filter(_sent_by(user))

    def unattached_of(self, user):
        """What this person has sent and nothing holds yet."""
        return self.standing().filter(uploader_id=user.pk, attached_at=None)

    def not_on_hold(self):
        """Without those that a hold is on, and those of people whom one is on."""
        return self.exclude(ref__in=refs_on_hold("file")).exclude(uploader__ref__in=refs_on_hold("person"))

    def held_by(self, keys):
        """What these things (keys) hold, in the order it was sent."""
        return self.filter(holder__in=keys).order_by("holder", "created_at", "id")

    def counted_for(self, user):
        """What counts against this person's room."""
        return self.sent_by(user).filter(erased_at=None)

    def queued(self):
        """What the lane `documents` has to look at, the longest waiting first."""
        return self.filter(queued_at__isnull=False).order_by("queued_at", "id")

    def worn_out(self):
        """What was looked at ten times without an end and is held by nobody now."""
        return stuck(self.queued()).filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))

    def to_decide(self):
        """What the virus scanner said something of and no moderator has decided on."""
        return self.filter(state="waiting", erased_at=None).exclude(finding="")

    def to_decide_by(self, user):
        """Those of `to_decide` that this person decides on."""
        return self.to_decide().decided_by(user).select_related("uploader__entry")

    def recorded_for(self, user):
        """What the virus scanner said something of, whatever was decided since, where this person decides now. Not what
        nothing holds: once it hangs in a sealed space, its entries would tell so by being gone."""
        return self.exclude(finding="").exclude(holder="").decided_by(user)

    def decided_by(self, user):
        """Those of what this person moderates; for stewards, what nothing holds and what is held by what nobody
        moderates. `rules.can_decide` says the same of one."""
        if not is_member(user):
            return self.none()
        decided = []
        moderated = [name for name, kind in things.kinds().items() if kind.can_moderate is not None]
        for name, kind in reviewables().items():
            rows = kind.reviewed(user) if name != "file" else None
            if rows is not None and not rows.query.is_empty():
                held = Exists(rows.filter(ref=Substr(OuterRef("holder"), len(name) + 2)))
                decided.append(Q(holder__startswith=f"{name}:") & held)
        if "steward" in user.roles:
            held_there = [Q(holder__startswith=f"{name}:") for name in moderated]
            decided.append(~reduce(or_, held_there, NOTHING))
        return self.filter(reduce(or_, decided)) if decided else self.none()


class UploadQuerySet(StoredFileQuerySet):
    """Files as their senders know them, whatever became of them."""

    def visible_to(self, user):
        return self.sent_by(user).filter(erased_at=None) if is_member(user) else self.none()


class DocumentPageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Pages of the files that this person may see now."""
        from files.models import StoredFile  # noqa: PLC0415  (the model needs this module first)

        return self.filter(Exists(StoredFile.objects.visible_to(user).filter(pk=OuterRef("file_id"))))

    def for_things(self):
        return self.select_related("file__audience__space")


def _sent_by(user):
    return Q(uploader_id=user.pk) | Q(origin__user_id=user.pk)


def _seen_by(user):
    own = Q(attached_at=None, uploader_id=user.pk) if is_member(user) else NOTHING
    held = Q(attached_at__isnull=False) & (Q(audience=None) | Q(audience_id__in=audiences_of(user)))
    return Q(state="stored") & (own | (held & _holder_seen_by(user)))


def sent(user, file):
    """Whether this person sent it, whatever it carries."""
    origin = getattr(file, "origin", None)
    return user.pk == (origin.user_id if origin else file.uploader_id)


def _holder_seen_by(user):
    seen = NOTHING
    for name, kind in things.kinds().items():
        if name not in NO_HOLDERS:
            rows = kind.model.objects.visible_to(user).filter(ref=Substr(OuterRef("holder"), len(name) + 2))
            seen |= Q(holder__startswith=f"{name}:") & Q(Exists(rows))
    return seen


_held = Prepared(
    lambda model, keys: model.objects.standing().held_by(keys).select_related("origin"), keys=models.CharField()
)


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
        elif file.state != file.STORED and is_member(user) and sent(user, file):
            found[file.holder].append(file)  # its sender is told that it is checked
    return found
