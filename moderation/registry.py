"""Which kinds of thing come into the queue. Each room adds its own in `reviewable.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from core.things import kind_named


def _offered(thing):
    return ["dismiss", "hide"] if not getattr(thing, "hidden_at", None) else ["dismiss"]


@dataclass(frozen=True)
class Reviewable:
    """A kind of thing that moderators decide on; `core.things.Kind` says by which actions.

    name: the kind's. reviewed(user) -> rows (queryset) that this person sees and moderates now: the same as the kind's
    `can_moderate` says of one; `none()` for who moderates nothing. rights(user): hashable, all that `reviewed` reads of
    a person, so that SQL is made of it once for each. offered(row): names of decisions that fit it as it
    stands. text(row): its words, plain, read with the rows by with_text(rows). state(row): a lazy word for what is out
    of sight, or "". moderators(row) -> users to whom it may be given: those who moderate its place, but for whom it
    names as its writer; who wrote it without a name is among them. within(rows, ref) -> those in one place; None where
    it has none. places(user) -> [(ref, title)] of the places to choose from. url(row): where it can be looked at, ""
    for nowhere; or None: where the kind says. edit_url(row), move_url(row): where a moderator edits or moves it, or
    ""; the first with a query, to which the version of the item is added.
    tell(row, what): notice to the author, of words too, `what` being asked, hidden, upheld or said; or None where an
    author hears nothing. taken_away_by(row) -> key of the person who last took it out of sight, "" for nobody known.
    writers(rows) -> {key: who readers are told wrote each, in words}, in a constant number of queries.
    deleted(user) -> rows whose two steps of deletion this person takes, where these are not those that are reviewed.
    recorded(user) -> rows of which this person reads what was decided, where these are more than are still reviewed.
    can_ask(row): whether there is an author who can change it. conceal(row): hide it without a person, or None.
    """

    name: str
    reviewed: Callable
    rights: Callable
    offered: Callable = _offered
    text: Callable = lambda row: ""
    with_text: Callable = lambda rows: rows
    state: Callable = lambda row: ""
    moderators: Callable = lambda row: None
    within: Callable = lambda rows, ref: None
    places: Callable = lambda user: []
    writers: Callable = lambda rows: {}
    edit_url: Callable = lambda row: ""
    move_url: Callable = lambda row: ""
    url: Callable | None = None
    tell: Callable | None = None
    conceal: Callable | None = None
    taken_away_by: Callable = lambda row: ""
    deleted: Callable | None = None
    recorded: Callable | None = None
    can_ask: Callable = lambda row: False

    def rows_for(self, user, *, to_delete=False):
        """What this person decides on; to_delete: what they delete, and keep after all, by its key alone."""
        return (self.deleted if to_delete and self.deleted else self.reviewed)(user)

    def url_of(self, row):
        return self.kind.url(row) if self.url is None else self.url(row)

    @property
    def kind(self):
        return kind_named(self.name)


_known: dict[str, Reviewable] = {}


def register(reviewable):
    _known[reviewable.name] = reviewable
    return reviewable


def reviewables():
    """All by their kind's name."""
    return dict(_known)


def reviewable_of(key):
    """The Reviewable of a key, or None."""
    return _known.get(key.partition(":")[0])
