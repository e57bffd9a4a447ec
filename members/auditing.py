"""Reading the audit log: who may read which entries, and what they say in words.

What was done in a space that members find is read by every auditor. Of an invite or secret one that an auditor is not
inside there is nothing to read at all, no count and no gap: the log reads as it would if there were no such space. Its
keepers read what was done in it.
"""

from dataclasses import dataclass

from django.db.models import Q

from core import things
from core.audit import SYSTEM, UNKNOWN
from core.gate import MEMBERS, PUBLIC, SPACE_PREFIX, audiences_of, is_member
from core.models import AuditEntry, AuditSeal
from core.verbs import arranging_verbs, label_of, moderating_verbs
from members.models import Space, User
from members.rules import can_audit, can_keep, watches_conduct
from moderation.querysets.review import said_before, seen_through
from moderation.rules import spaces_watched_by

# What is sent before it stands anywhere may end up in a sealed space; its entries would tell by what is missing later.
# A photo may be told to one, and has no place of its own.
UNPLACED = Q(place="") & (Q(key__startswith="file:") | Q(key__startswith="upload:") | Q(key__startswith="portrait:"))

# What is decided and noted about people.
CONDUCT = [
    f"members.{verb}"
    for verb in ("warning", "silence_somebody", "suspension", "suspension_over", "appeal", "uphold", "lift", "note",
                 "throw_away_note")
]  # fmt: skip
NOTHING = Q(pk__in=[])


def readable_by(user):
    """The entries that an auditor may read; none for others.

    A space that is closed or at its end keeps its record: what was done there is not undone with it.
    """
    if not can_audit(user):
        return AuditEntry.objects.none()
    # Not `visible_to`: who is only invited, or stands at the door, finds a sealed space and reads nothing of it.
    mine = Q(kind__in=[Space.OPEN, Space.REQUEST]) | Q(audience_id__in=audiences_of(user))
    found = Space.objects.filter(mine).values("audience_id")
    placed = Q(place__in=found) | ~Q(place__startswith=SPACE_PREFIX)
    return AuditEntry.objects.filter(placed).exclude(Q(place=UNKNOWN) | UNPLACED)


def last_seal_for(user):
    """The seal over the newest sealed entry that this auditor may read, or None. Not the newest of all: it moves with
    what is done in sealed spaces too."""
    sealed = AuditSeal.objects.order_by("-last").values_list("last", flat=True).first()
    newest = readable_by(user).filter(pk__lte=sealed or 0).order_by("-pk").values_list("pk", flat=True).first()
    return AuditSeal.objects.filter(last__gte=newest).order_by("last").first() if newest else None


def of_space(space, user):
    """The entries of one space, for its keepers; none for others."""
    entries = AuditEntry.objects.filter(place=space.audience_id)
    return entries if can_keep(user, space) else entries.none()


def of_moderation(user):
    """What was done as moderation where this person moderates now, the queue's deeds and changes of the places among
    it, and what was decided and noted about others for who watches that; none for others. Of what came from elsewhere
    only what was done since."""
    seen = seen_through(user, "key", to_recall=True)
    done = NOTHING if seen is None else seen & said_before(user) & Q(verb__in=moderating_verbs())
    conduct = Q(verb__in=CONDUCT) & ~Q(key=things.key_of(user)) if watches_conduct(user) else NOTHING
    return AuditEntry.objects.filter(done | conduct | _arranged(user))


def _arranged(user):
    """What people did to places all of which this person moderates. What all moderators share stands in no place."""
    common = {"", MEMBERS, PUBLIC} if is_member(user) and "moderator" in user.roles else set()
    return Q(verb__in=arranging_verbs(), place__in=common | spaces_watched_by(user)) & ~Q(actor=SYSTEM)


@dataclass(frozen=True)
class Line:
    """One entry in words. actor, title: names, or "" where there is none that the reader may know. url: of the thing,
    where the reader may open it."""

    entry: AuditEntry
    verb: object
    actor: str
    kind: object
    title: str
    language: str
    url: str


def lines(entries, user):
    """[Line] of entries: one query for people's names, and one for each kind of thing among them."""
    entries = list(entries)
    rows = things.resolve({entry.key for entry in entries if not entry.key.startswith("person:")}, user)
    names = _names(entries, user)
    return [_line(entry, rows.get(entry.key), names) for entry in entries]


def people_named(typed):
    """The keys of the people whose name holds these words, whether or not they are members now."""
    return [f"person:{ref}" for ref in User.objects.filter(name__icontains=typed).values_list("ref", flat=True)[:200]]


def _names(entries, user):
    """{key: name} of the people in entries, also of who is no member any more. Auditors know everybody by name; the
    keepers of a space know them as lists call them."""
    keys = {key for entry in entries for key in (entry.actor, entry.key) if key.startswith("person:")}
    people = User.objects.filter(ref__in=[key.partition(":")[2] for key in keys]).to_name()
    knows_names = can_audit(user)
    return {f"person:{person.ref}": person.name if knows_names else person.display for person in people}


def _line(entry, row, names):
    kind = things.kind_of(entry.key)
    title = names.get(entry.key, "") if row is None else str(kind.title(row))
    url = "" if row is None else kind.url(row)
    language = "" if row is None else (kind.title_language or kind.language)(row)
    label = kind.label if kind else ""
    return Line(entry, label_of(entry.verb), names.get(entry.actor, ""), label, title, language, url)
