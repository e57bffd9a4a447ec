"""The directory as this process remembers it, so that words and choices narrow many thousands of people, and each
further choice is counted, without going through them all in the database.

It holds what `Entry` and `EntryFacet` say, and so nothing but what all members may know: it is the same for every
reader. Before each use the database is asked whether it is as it was: what changed since is read again, so a change
holds on the next request, in whichever process. Rows to show come from the database, never from here.

It grows with the people: some 30 MB for 20,000 of them.
"""

import math
import threading
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from members.models import Entry, EntryFacet, User

MOST_AT_ONCE = 500  # entries that are read one by one; where more have changed, all are read
SPARE = 1000  # places of entries as they were, beside as many as there are people: then it is made anew


@dataclass(frozen=True)
class Left:
    """Whom words and choices leave. ids: of the entries of one page, and one more if there are more; counts: {kind of
    facet: {value: people}}."""

    total: int = 0
    ids: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)


class Roll:
    """Each entry has a place; what narrows to it is a number with the bit of its place set. An entry that changes gets
    a new place, and the old one is dropped: so nothing must be remembered of how it was."""

    def __init__(self):
        self._turn = threading.Lock()
        self._forget()

    def left(self, words, chosen, *, after=(), before=(), size):
        """Whom these words (each the beginning of one of theirs, folded) and {kind of facet: values} leave, all of them
        together. after, before: the key (listed_as, ref) at which the page begins or ends; one of them, or none."""
        with self._turn:
            self._catch_up_or_forget()
            left = self._present
            for word in words:
                left &= self._with(word)
            for kind, values in chosen.items():
                for value in values:
                    left &= self._facets.get(kind, {}).get(value, 0)
            return Left(left.bit_count(), self._page(left, after, before, size + 1), self._counts(left))

    def _forget(self):
        self._entries, self._order = [], []  # by place: ids of entries; by name: (listed_as, ref, place)
        self._places, self._people, self._stamps = {}, {}, {}  # by the entry's id, by the person's, by the entry's
        self._facets, self._words, self._sorted = {}, {}, []
        self._alive = self._present = 0
        self._state, self._gone = None, ()

    def _catch_up_or_forget(self):
        try:
            self._catch_up()
        except BaseException:
            self._forget()  # what was half read must not be taken for the whole
            raise

    def _catch_up(self):
        state, gone = Entry.objects.state(), User.objects.gone_ids()
        if state != self._state:
            self._read_anew()
        if (state, gone) != (self._state, self._gone):
            self._present = self._alive & ~_bits([self._people[pk] for pk in gone if pk in self._people])
            self._state, self._gone = state, gone

    def _read_anew(self):
        """Read what has changed. A stamp is read no later than what it stands for: so what changes meanwhile is read
        once more next time."""
        stamps = dict(Entry.objects.values_list("pk", "stamp"))
        if len(self._entries) > 2 * len(stamps) + SPARE:
            self._forget()
        changed = [pk for pk, stamp in stamps.items() if self._stamps.get(pk) != stamp]
        if len(changed) > MOST_AT_ONCE:
            self._forget()
        self._drop((self._places.keys() - stamps.keys()) | (self._places.keys() & set(changed)))
        # One by one: all words of all people at once would take some 50 MB for a moment.
        self._take(_some(Entry.objects, "pk", changed).values_list(*_READ).iterator())
        self._take_facets(_some(EntryFacet.objects, "entry", changed).values_list(*_FACET).iterator())

    def _drop(self, entries):
        self._alive &= ~_bits([self._places.pop(pk) for pk in entries])
        for pk in entries:
            del self._stamps[pk]

    def _take(self, rows):
        first = len(self._entries)
        for pk, stamp, person, listed_as, ref, words in rows:
            place = len(self._entries)
            self._entries.append(pk)
            self._places[pk] = self._people[person] = place
            self._stamps[pk] = stamp
            self._take_words(words, place)
            self._order.append((listed_as, ref, place))
        self._order.sort()
        self._sorted = sorted(self._words)
        self._alive |= _bits(range(first, len(self._entries)))

    def _take_words(self, words, place):
        for word in words.split():
            places = self._words.get(word)
            if places is None:
                places = self._words[word] = array("I")
            places.append(place)

    def _take_facets(self, facets):
        found = {}
        for pk, kind, value in facets:
            if pk in self._places:
                found.setdefault((kind, value), []).append(self._places[pk])
        for (kind, value), places in found.items():
            values = self._facets.setdefault(kind, {})
            values[value] = values.get(value, 0) | _bits(places)

    def _with(self, word):
        """Those of whom a word begins so."""
        flags = bytearray(b"0") * len(self._entries)
        for place in range(bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[place].startswith(word):
                break
            for found in self._words[self._sorted[place]]:
                flags[found] = _SET
        return _number(flags)

    def _page(self, left, after, before, most):
        """The first so many ids of entries after a key, or the last before one."""
        if before:
            order = range(bisect_left(self._order, before) - 1, -1, -1)
        else:
            order = range(bisect_right(self._order, (*after, math.inf)) if after else 0, len(self._order))
        flags, found = f"{left:b}"[::-1], []
        for number in order:
            place = self._order[number][2]
            if flags[place : place + 1] == "1":
                found.append(self._entries[place])
                if len(found) == most:
                    break
        return found

    def _counts(self, left):
        counts = {
            kind: {value: (left & places).bit_count() for value, places in values.items()}
            for kind, values in self._facets.items()
        }
        return {kind: {value: number for value, number in values.items() if number} for kind, values in counts.items()}


_READ = ("pk", "stamp", "user_id", "listed_as", "ref", "words")
_FACET = ("entry_id", "kind", "value")
_SET = ord("1")


def _some(rows, name, changed):
    """Those of these entries; all, where they are too many to be named."""
    return rows.filter(**{f"{name}__in": changed}) if len(changed) <= MOST_AT_ONCE else rows.all()


def _bits(places):
    """A number with the bits of these places set."""
    flags = bytearray(b"0") * (max(places, default=-1) + 1)
    for place in places:
        flags[place] = _SET
    return _number(flags)


def _number(flags):
    """The number with the bits that are "1" among these, the first of them the lowest."""
    return int(flags[::-1], 2) if flags else 0


roll = Roll()
