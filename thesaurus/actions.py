"""Loading the data files: the only writer of this room."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.ids import new_ref
from thesaurus import folding, sheets
from thesaurus.models import Concept, Edition, Label


@dataclass(frozen=True)
class Loaded:
    """What stands in the database after a load, and what the load did. unchanged: nothing was to do."""

    concepts: int
    labels: int
    concepts_added: int = 0
    concepts_changed: int = 0
    concepts_retired: int = 0
    labels_added: int = 0
    labels_removed: int = 0
    unchanged: bool = False


def load(folder=sheets.FOLDER, *, by=None, again=False):
    """Make concepts and labels equal to the data files in `folder`, and return Loaded.

    Refs of concepts that stay are kept. A concept that left the files is retired, never deleted: somebody may have
    tagged something with it. Does nothing when the files are those of the last load, unless `again`.
    Raises sheets.BrokenSheets, with nothing written, when the files contradict themselves.
    """
    digest = sheets.digest(folder)
    if not again and Edition.objects.filter(digest=digest).exists():
        return Loaded(Concept.objects.current().count(), Label.objects.count(), unchanged=True)
    found = sheets.read(folder)
    with transaction.atomic():
        return _replace(found, digest, by)


def _replace(found, digest, by):
    added, changed, retired = _write_concepts(found.concepts)
    ids = dict(Concept.objects.current().values_list("slug", "pk"))
    _write_related(found.concepts, ids)
    labels_added, labels_removed = _write_labels(found.labels, ids)
    Edition.objects.update_or_create(
        pk=1, defaults={"digest": digest, "version": new_ref(), "loaded_at": timezone.now()}
    )
    record("thesaurus.load", by=by, reason=f"{len(ids)} concepts; labels: {labels_added} new, {labels_removed} gone")
    return Loaded(
        concepts=len(ids),
        labels=Label.objects.filter(concept__retired_at=None).count(),
        concepts_added=added,
        concepts_changed=changed,
        concepts_retired=retired,
        labels_added=labels_added,
        labels_removed=labels_removed,
    )


PLAIN = ("scope_note", "confidence", "position")
WRITTEN = (*PLAIN, "top_id", "broader_id", "retired_at")


def _write_concepts(rows):
    """Add, change and retire; returns how many of each."""
    known = {concept.slug: concept for concept in Concept.objects.all()}
    fresh = [_concept(row) for slug, row in rows.items() if slug not in known]
    # Their places above need ids, so they start as tops; the next step sets what they stand under.
    Concept.objects.bulk_create(fresh)
    known.update({concept.slug: concept for concept in Concept.objects.filter(slug__in=[row.slug for row in fresh])})
    changed = [known[slug] for slug, row in rows.items() if _bring_up_to_date(known[slug], row, known)]
    new = {concept.slug for concept in fresh}
    earlier = [concept for concept in changed if concept.slug not in new]
    Concept.objects.bulk_update([concept for concept in changed if concept.slug in new], ["top", "broader"])
    Concept.objects.bulk_update(earlier, [name.removesuffix("_id") for name in WRITTEN])
    gone = Concept.objects.current().exclude(slug__in=rows).update(retired_at=timezone.now())
    return len(fresh), len(earlier), gone


def _concept(row):
    return Concept(slug=row.slug, **{name: getattr(row, name) for name in PLAIN})


def _bring_up_to_date(concept, row, known):
    """Set what the row says; returns whether that changed anything."""
    said = {name: getattr(row, name) for name in PLAIN}
    said |= {"top_id": known[row.top].pk if row.top else None, "retired_at": None}
    said["broader_id"] = known[row.broader].pk if row.broader else None
    differs = any(getattr(concept, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(concept, name, value)
    return differs


def _write_related(rows, ids):
    """Make the pairs equal to the files'. A symmetric relation has a row for each direction."""
    pairs = Concept.related.through
    wanted = {(ids[row.slug], ids[other]) for row in rows.values() for other in row.related}
    known = {(pair.from_concept_id, pair.to_concept_id): pair.pk for pair in pairs.objects.all()}
    pairs.objects.filter(pk__in=[pk for pair, pk in known.items() if pair not in wanted]).delete()
    pairs.objects.bulk_create(pairs(from_concept_id=one, to_concept_id=two) for one, two in wanted - known.keys())


def _write_labels(rows, ids):
    """Make the labels of current concepts equal to the files'; returns how many are new, and how many gone."""
    wanted = {_identity(label): label for label in (_label(row, ids) for row in rows)}
    known = {_identity(label): label for label in Label.objects.filter(concept__retired_at=None)}
    gone = [label.pk for identity, label in known.items() if identity not in wanted]
    for start in range(0, len(gone), 500):
        Label.objects.filter(pk__in=gone[start : start + 500]).delete()
    moved = [_moved(label, wanted[at]) for at, label in known.items() if at in wanted and _has_moved(label, wanted[at])]
    Label.objects.bulk_update(moved, MOVABLE, batch_size=500)
    fresh = [label for identity, label in wanted.items() if identity not in known]
    Label.objects.bulk_create(fresh, batch_size=2000)
    return len(fresh), len(gone)


MOVABLE = ("key", "position", "is_unconfirmed")


def _label(row, ids):
    return Label(
        concept_id=ids[row.slug],
        language=row.language,
        text=row.text,
        kind=row.kind,
        key=folding.key(row.text),
        position=row.position,
        is_unconfirmed=row.is_unconfirmed,
    )


def _identity(label):
    return label.concept_id, label.language, label.text, label.kind


def _has_moved(label, wanted):
    return any(getattr(label, name) != getattr(wanted, name) for name in MOVABLE)


def _moved(label, wanted):
    for name in MOVABLE:
        setattr(label, name, getattr(wanted, name))
    return label
