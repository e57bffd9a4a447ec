"""The one registry of kinds. A key such as `topic:k3x9…` leads to a row, its title and address, and to who may see it.

Each room registers its kinds in its own `things.py`; search, notices, files, moderation and audit resolve keys here
and so reach upwards without an import.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.db.models import CharField, DateTimeField, Value
from django.utils import timezone

from core.ids import ALPHABET, LENGTH
from core.prepared import Prepared

KEY = re.compile(rf"^([a-z]+):([{ALPHABET}]{{{LENGTH}}})\Z")


def _title(obj):
    return str(obj)


def _url(obj):
    return obj.get_absolute_url()


def _nothing(obj):
    return None


def _anything(obj, deed):
    return True


def _no_words(obj):
    return ""


@dataclass(frozen=True)
class Place:
    """What a thing stands in, as a link: its title, in which language, and its address ("" for no link)."""

    title: str
    language: str
    url: str


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    name: the word before the colon. model: its class, whose manager has `visible_to(user)`.
    label, plural: lazy words for people. title, url, language: functions of the row.
    title_language: of the title, where it may differ from the row's (a post's title is its topic's); or None.
    titled_by(row): key of the thing whose title it bears, which may bear a label of its own; "" where it is its own.
    summary: what a search hit says of the row, where a piece of its text would say less; or None.
    withheld(row): the sentence in the place of its text in lists, where its label keeps that out of them; or "".
    writer(row): what readers see of who wrote it, in words; or None where that is no question.
    is_dated: whether the moment it came to be tells a reader something.
    place: where in its whole a row stands, in words ("page 3"), for kinds that are parts of something; or None.
    places(rows, user) -> {key: Place} of what rows of this kind stand in, as far as the user may see it; or None.
    found_url(row, typed): where a hit leads that was looked for with these words; or None: to `url`.
    joined: names of the relations that `audience` reads beside the row itself, so that one query finds a row's place.
    rights(user): hashable, all that `visible_to` reads of a person, so that its SQL is made once for each; or None.
    is_timed: whether `visible_to` asks what time it is, and can be told (`now`), as no key of SQL that is kept can.
    handling(row): the key of the label that says how it may be passed on (`moderation.handling`), or None for none.
    allows(row, deed): whether that label allows one of `core.deeds`.
    erase(obj) -> keys of all that says nothing any more: remove for good what it says; or None. erase_again(obj): the
    same of what a back-up has brought back, where that is less: parts have tombstones of their own; or None.
    kept_with(rows) -> {id: keys} of what each belongs to (who wrote it; where it stands): a hold on one of these keeps
    it; or None. None of them is for anybody's eyes.
    quoting(obj, user) -> rows that hold words of it, as far as the user may see them; or None.
    copies(obj, user) -> [Place] of rows of this kind that words of a thing of another kind were copied into; or None.
    can_moderate(user, obj) and decisions {name: action(obj, by=…, reason=…)}: where it can be reviewed.
    """

    name: str
    model: type
    label: object
    plural: object
    title: Callable = _title
    url: Callable = _url
    language: Callable = field(default=lambda obj: getattr(obj, "language", "") or "")
    audience: Callable = _nothing
    joined: tuple = ()
    voice: str = "talk"
    title_language: Callable | None = None
    titled_by: Callable = _no_words
    summary: Callable | None = None
    withheld: Callable = _no_words
    writer: Callable = _nothing
    is_dated: bool = True
    place: Callable | None = None
    places: Callable | None = None
    found_url: Callable | None = None
    rights: Callable | None = None
    is_timed: bool = False
    handling: Callable = _nothing
    allows: Callable = _anything
    erase: Callable | None = None
    erase_again: Callable | None = None
    kept_with: Callable | None = None
    quoting: Callable | None = None
    copies: Callable | None = None
    can_moderate: Callable | None = None
    decisions: dict = field(default_factory=dict)


_kinds: dict[str, Kind] = {}


def register(kind):
    """Add a kind; its name and its model may be taken once only."""
    if kind.name in _kinds and _kinds[kind.name].model is not kind.model:
        raise ValueError(f"The kind {kind.name} is registered twice.")
    _kinds[kind.name] = kind
    _kind_of_class.cache_clear()
    return kind


def kinds():
    """All kinds by name."""
    return dict(_kinds)


def kind_named(name):
    """The kind, or None."""
    return _kinds.get(name)


def kind_of(key):
    """The kind of a key, or None for a word that is no key or of no known kind."""
    match = KEY.match(key)
    return _kinds.get(match[1]) if match else None


def kind_of_row(row):
    return _kind_of_class(row.__class__)


@cache
def _kind_of_class(model):
    for kind in _kinds.values():
        if issubclass(model, kind.model):
            return kind
    raise LookupError(f"{model.__name__} is no registered kind of thing.")


def key_of(row):
    """`kind:ref` of a row of a registered kind; raises LookupError for any other."""
    return f"{kind_of_row(row).name}:{row.ref}"


def place_of(thing):
    """The audience that a thing, or what its key leads to, stands in; "" for what stands in none."""
    if thing is None or isinstance(thing, str):
        return place_at(thing or "") or ""
    audience = kind_of_row(thing).audience(thing)
    return getattr(audience, "pk", audience) or ""


def place_at(key):
    """The audience that what a key leads to stands in, "" for what stands in none; None where there is no such row.

    One query, whether or not there is one: how long it takes does not tell.
    """
    row = row_of(key)
    return None if row is None else place_of(row)


def key_with(ref):
    """The key of the row that has this ref, of whichever kind; "" for none. One query, found or not."""
    names = _of_any_kind.ask((), ref=ref)
    return f"{names[0]}:{ref}" if names else ""


def read_ahead():
    """Make the query of `row_of` for every kind: else the first attempt on a thing of a kind, refused as it may be,
    would take longer in a process than one on nothing."""
    for kind in _kinds.values():
        row_of(f"{kind.name}:{ALPHABET[0] * LENGTH}")


def row_of(key):
    """The row of a key, whoever may see it, or None: for what Fora does by itself, never for an answer."""
    kind = kind_of(key)
    rows = _row.ask(kind.name, kind, ref=key.partition(":")[2]) if kind else []
    return rows[0] if rows else None


def _with_ref(ref):
    """The name of each kind that has a row with this ref."""
    models = {kind.model: kind.name for kind in _kinds.values() if not kind.model._meta.proxy}
    first, *others = (
        model._base_manager.filter(ref=ref).order_by().values_list(Value(name, CharField()), flat=True)
        for model, name in models.items()
    )
    return first.union(*others, all=True)


def _with_place(kind):
    """All rows of a kind, each with what tells its audience."""
    if hasattr(kind.model.objects, "with_audience"):
        return kind.model.objects.with_audience()
    rows = kind.model._base_manager.all()
    return rows.select_related(*kind.joined) if kind.joined else rows


def resolve(keys, user, *, to_name=False):
    """{key: row} for those keys whose row this person may see now: one query for each kind among them.

    to_name: no more of a row is read than its title and address need, where its kind knows how little that is.
    """
    found = {}
    for name, refs in _refs_by_kind(keys).items():
        found.update({f"{name}:{row.ref}": row for row in _rows(_kinds[name], refs, user, to_name)})
    return found


def visible_keys(keys, user):
    """Those of the keys whose row this person may see now."""
    found = set()
    for name, refs in _refs_by_kind(keys).items():
        found.update(f"{name}:{ref}" for ref in _refs(_kinds[name], refs, user))
    return found


def places_of(rows, user):
    """{key: Place} for those of the rows whose kind says what they stand in; each kind among them is asked once."""
    by_kind = {}
    for row in rows:
        by_kind.setdefault(kind_of_row(row).name, []).append(row)
    asked = ((_kinds[name].places, some) for name, some in by_kind.items())
    return {key: place for places, some in asked if places for key, place in places(some, user).items()}


def _rows(kind, refs, user, to_name):
    if to_name and kind.rights and hasattr(kind.model.objects, "to_name"):
        return _named.ask((kind.name, kind.rights(user)), kind, user, refs=refs, now=timezone.now())
    return _read(_seen(kind, user, refs), to_name)


def _refs(kind, refs, user):
    if kind.rights:
        return _keys.ask((kind.name, kind.rights(user)), kind, user, refs=refs, now=timezone.now())
    return _seen(kind, user, refs).values_list("ref", flat=True)


def _seen(kind, user, refs, now=None):
    told = {"now": now} if kind.is_timed else {}
    return kind.model.objects.visible_to(user, **told).filter(ref__in=refs)


_of_any_kind = Prepared(_with_ref, ref=CharField())
_row = Prepared(lambda kind, ref: _with_place(kind).filter(ref=ref)[:1], ref=CharField())
_named = Prepared(
    lambda kind, user, refs, now: _seen(kind, user, refs, now).to_name(), refs=CharField(), now=DateTimeField()
)
_keys = Prepared(
    lambda kind, user, refs, now: _seen(kind, user, refs, now).values_list("ref", flat=True),
    refs=CharField(),
    now=DateTimeField(),
)


def _read(rows, to_name):
    if to_name and hasattr(rows, "to_name"):
        return rows.to_name()
    return rows.for_things() if hasattr(rows, "for_things") else rows


def _refs_by_kind(keys):
    refs = {}
    for key in set(keys):
        kind = kind_of(key)
        if kind:
            refs.setdefault(kind.name, []).append(key.partition(":")[2])
    return refs
