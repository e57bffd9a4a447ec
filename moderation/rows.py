"""An item of the queue as pages show it."""

from dataclasses import dataclass

from core import things
from moderation.decisions import DECISIONS, Decision
from moderation.handling import mark_of
from moderation.models import Flag
from moderation.registry import reviewable_of
from moderation.reviewing import claimer_of, deeds_for, things_of

MOST_WORDS = 600  # characters of a text in a list


@dataclass(frozen=True)
class Row:
    """All that a page says of an item to somebody who moderates its thing. flags: the open reports; claimer: who looks
    at it now, or None; decisions: those that fit; place: what the thing stands in, where its kind says; writer: who
    readers are told wrote it, or ""; label: how it may be passed on, as readers see it, or None."""

    item: object
    kind: object
    title: str
    language: str
    url: str
    text: str
    text_language: str
    state: object
    flags: list
    claimer: object
    decisions: list[Decision]
    place: object
    writer: object
    label: object

    @property
    def causes(self):
        """In words, why it came, each once."""
        return list(dict.fromkeys(event.get_why_display() for event in self.item.causes))

    @property
    def word(self):
        """By which a form names it as it was shown."""
        return f"{self.item.ref}:{self.item.version}"


def rows_of(items, user, *, most=MOST_WORDS):
    """[Row] of items, those left out whose thing this person does not moderate now; a constant number of queries, and
    some for each person who has taken one up."""
    items = list(items)
    found = things_of(items, user)
    flags = _flags_of([item.key for item in items], user)
    places, writers = things.places_of(found.values(), user), _writers_of(found)
    return [
        _row(item, found[item.key], flags.get(item.key, []), places.get(item.key), writers.get(item.key, ""), most)
        for item in items
        if item.key in found
    ]


def _row(item, thing, flags, place, writer, most):
    kind, reviewable = things.kind_of(item.key), reviewable_of(item.key)
    deeds = deeds_for(thing) if item.is_open else {}
    return Row(
        item=item,
        kind=kind.label,
        title=kind.title(thing),
        language=(kind.title_language or kind.language)(thing),
        url=reviewable.url_of(thing),
        text=_shortened(reviewable.text(thing), most),
        text_language=kind.language(thing),
        state=reviewable.state(thing),
        flags=flags,
        claimer=claimer_of(item, thing) if item.is_open else None,
        decisions=[each for name, each in DECISIONS.items() if name in deeds],
        place=place,
        writer=writer,
        label=mark_of(kind.handling(thing)),
    )


def _writers_of(found):
    """{key: who readers are told wrote it}; each kind among the things is asked once."""
    by_kind = {}
    for key, thing in found.items():
        by_kind.setdefault(key.partition(":")[0], []).append(thing)
    asked = (reviewable_of(f"{name}:").writers(some) for name, some in by_kind.items())
    return {key: writer for writers in asked for key, writer in writers.items()}


def _shortened(text, most):
    return text if most is None or len(text) <= most else text[:most].rsplit(None, 1)[0] + " …"


def _flags_of(keys, user):
    """{key: [open reports that this person may read]}"""
    found = {}
    for flag in Flag.objects.open().said_to(user).filter(key__in=keys).for_listing():
        found.setdefault(flag.key, []).append(flag)
    return found
