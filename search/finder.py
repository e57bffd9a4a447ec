"""The only door to the index. It asks with the reader's audience keys, and then asks the database about every hit."""

from dataclasses import dataclass, field, replace

from django.conf import settings

from core import things
from core.gate import SPACE_PREFIX, audiences_of
from core.lease import MOST_ATTEMPTS
from search.document import COMMONS, sealed_index
from search.engine import engine
from search.engines.base import DATE, RELEVANCE, Answer, EngineUnavailable, Question, in_order
from search.expansion import expansions_of, said_once
from search.models import Indexed, Pending
from search.narrowing import Piece
from search.query import Query, clean, parse
from search.snippets import highlighted, marks_of, snippet
from search.work import documents_of

PAGE = 20
LOOKED_AT = 500  # waiting rows at a time
MOST_WAITING = 10_000
MOST_PARTS = 3  # of one whole, that are named beside the best
ROUNDS = 4  # of questions, where the parts of a few wholes crowd out everything else


@dataclass(frozen=True)
class Wish:
    """What a reader asks for. Empty tuples mean any. typed: the words to look for. box: what stands in the box, with
    operators; pieces: these, as `narrowing.read` understood them, and those chosen in fields."""

    typed: str = ""
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sort: str = RELEVANCE
    exact: bool = False
    box: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def said(self):
        """What stands in the box."""
        return self.box or self.typed

    @property
    def is_narrowed(self):
        """Whether anything but the words narrows it."""
        return any((self.kinds, self.languages, self.concepts, self.traits, self.pieces))

    def values(self, name):
        """All values of a field of the question, from the wish itself and from its pieces."""
        return (*getattr(self, name), *(value for piece in self.pieces for value in getattr(piece.meaning, name)))

    def bounds(self):
        """(since, until): the narrowest of what its pieces say, and None where they say nothing."""
        meanings = [piece.meaning for piece in self.pieces]
        since = [meaning.since for meaning in meanings if meaning.since]
        until = [meaning.until for meaning in meanings if meaning.until]
        return max(since, default=None), min(until, default=None)


@dataclass(frozen=True)
class Shown:
    """One hit for the page: its row and kind, and its title and text as [(piece, is_match)], each in its language.

    is_withheld: its text is kept out of lists, and `snippet` says so to the reader.
    place, within: where in its whole it stands ("page 3"), and in what, as a `things.Place`; both empty for most kinds.
    parts: [(place, url)] of other parts of the same whole that were found.
    """

    key: str
    row: object
    kind: things.Kind
    url: str
    title: list
    snippet: list
    title_language: str
    language: str
    date: object
    also: list = field(default_factory=list)
    place: str = ""
    within: object = None
    parts: list = field(default_factory=list)
    is_withheld: bool = False


@dataclass(frozen=True)
class Found:
    """hits: one page of them. total, facets: after the database has been asked. state: "" | "behind" | "unavailable".

    expanded: the concepts that were also searched. query: how the words were read.
    """

    hits: list = field(default_factory=list)
    total: int = 0
    pages: int = 0
    page: int = 1
    facets: dict = field(default_factory=dict)
    expanded: list = field(default_factory=list)
    query: Query = field(default_factory=Query)
    state: str = ""

    @property
    def also_searched(self):
        """[(language, label, whether it is confirmed)] of what was searched beside the words typed, each label once."""
        return said_once(self.expanded)


def find(wish, *, user, language, page=1, size=PAGE):
    """One page of what this reader may see of it, now. Never raises for anything typed, nor for an absent engine."""
    query, expanded = understood(wish.typed, language, exact=wish.exact)
    if wish.typed.strip() and not query and not query.without:
        return Found(query=query)  # signs without a word
    question = _question(wish, query, user)
    try:
        answer = _checked(_asked(question, (page + 1) * size), user).collapsed([language, "en"])
        pages = max(1, -(-len(answer.hits) // size))
        page = min(max(page, 1), pages)
        hits = answer.hits[(page - 1) * size : page * size]
        shown = _shown(_with_siblings(hits, question), marks_of(query, answer.weights), user, wish.typed)
    except EngineUnavailable:
        return Found(query=query, expanded=expanded, state="unavailable")
    return Found(shown, answer.total, pages, page, answer.facets, expanded, query, _state(user))


def understood(typed, language, *, exact=False):
    """(query, concepts that it names) of what somebody typed who reads in this language."""
    expanded = [] if exact else expansions_of(clean(typed)[0], language)
    expansions = [expansion for each in expanded for expansion in each.expansions]
    return parse(typed, interface=language, exact=exact, expansions=expansions), expanded


def marks_for(typed, *, user, language):
    """What to mark of a query in a text that is shown whole, as a page of hits would mark it."""
    query = parse(typed, interface=language)
    if not query:
        return marks_of(query, {})
    question = replace(_question(Wish(), query, user), limit=1)
    try:
        return marks_of(query, engine().search(question).weights)
    except EngineUnavailable:
        return marks_of(query, {})


def _asked(question, enough):
    """The engine's answer with each whole once. While the parts of some wholes leave too few other hits among the
    best, the engine is asked for what is there besides those."""
    answer = engine().search(question)
    gathered, is_full = answer.gathered(), len(answer.hits) >= question.limit
    for _ in range(ROUNDS):
        if not is_full or len(gathered.hits) >= enough:
            break
        rest = engine().search(_besides(question, gathered.hits))
        gathered = replace(gathered, hits=(*gathered.hits, *rest.gathered().hits))
        is_full = len(rest.hits) >= question.limit
    return replace(gathered, hits=tuple(in_order(gathered.hits, question.sort if question.query else DATE)))


def _besides(question, hits):
    """The question without these hits, and without the other parts of their wholes. What is no part goes alone: under a
    topic stand its posts."""
    wholes, alone = {hit.whole for hit in hits if hit.whole}, {hit.key for hit in hits if not hit.whole}
    return replace(
        question,
        without_trees=(*question.without_trees, *sorted(wholes)),
        without_keys=(*question.without_keys, *sorted(alone)),
    )


def keys_in_index(wish, *, user, language, most):
    """The first keys that the index has for this reader's audiences, each work once; () where there is no index.

    The database was not asked yet: whoever shows them asks `things.resolve`, which leaves out what the reader may not
    see now. So they may be kept for a while.
    """
    question = replace(_question(wish, Query(), user), limit=most * len(settings.LANGUAGES))
    try:
        answer = engine().search(question).collapsed([language, "en"])
    except EngineUnavailable:
        return ()
    return tuple(hit.key for hit in answer.hits[:most])


def _question(wish, query, user):
    audiences = audiences_of(user)
    since, until = wish.bounds()
    narrowed = tuple(Pending.objects.filter(narrows=True).values_list("key", flat=True))
    return Question(
        audiences=audiences,
        query=query,
        indexes=_open_to(audiences),
        kinds=wish.values("kinds"),
        languages=wish.values("languages"),
        concepts=wish.concepts,
        traits=wish.values("traits"),
        trees=wish.values("trees"),
        authors=wish.values("authors"),
        since=since,
        until=until,
        without_keys=narrowed,
        without_trees=narrowed,
        sort=wish.sort,
    )


def _open_to(audiences):
    """The indexes a reader may open: commons, and the sealed ones of his or her spaces (not each space has one)."""
    spaces = (key.removeprefix(SPACE_PREFIX) for key in audiences if key.startswith(SPACE_PREFIX))
    return (COMMONS, *sorted(map(sealed_index, spaces)))


def _checked(answer, user) -> Answer:
    """Without what the database refuses, in hits and counts."""
    return answer.only(things.visible_keys([hit.key for hit in answer.hits], user))


def _with_siblings(hits, question):
    """The hits of one page, each with all translations of its work that the reader's keys open, found or not."""
    works = tuple({hit.work for hit in hits if hit.work})
    if not works:
        return hits
    everything = Question(
        audiences=question.audiences,
        works=works,
        without_keys=question.without_keys,
        without_trees=question.without_trees,
        sort=DATE,
    )
    siblings = {}
    for each in engine().search(everything).hits:
        siblings.setdefault(each.work, []).append((each.language, each.key))
    return [
        hit._replace(also=tuple(sorted(pair for pair in siblings.get(hit.work, ()) if pair[1] != hit.key)))
        for hit in hits
    ]


def _state(user):
    """ "behind" while something that this reader may see waits to be indexed. What others wait for is not told, however
    much it is; nor what failed for good, which waits for an operator."""
    waiting = Pending.objects.filter(attempts__lt=MOST_ATTEMPTS).order_by("-seq").values_list("key", flat=True)
    for start in range(0, MOST_WAITING, LOOKED_AT):
        keys = waiting[start : start + LOOKED_AT]
        if not keys or things.visible_keys(keys, user):
            return "behind" if keys else ""
    return ""


def _shown(hits, marks, user, typed):
    """Hits with their rows and texts: one query for each kind, and one for what is indexed."""
    rows = things.resolve([key for hit in hits for key in _keys_of(hit)], user)
    indexed = dict(Indexed.objects.filter(key__in=rows).values_list("key", "seq"))
    texts = _texts([hit.key for hit in hits if hit.key in rows and indexed.get(hit.key) == hit.version])
    within = things.places_of([rows[hit.key] for hit in hits if hit.key in rows], user)
    shown = [_one(hit, rows, texts.get(hit.key), marks, typed) for hit in hits if hit.key in rows]
    return [replace(each, within=within.get(each.key)) for each in shown]


def _keys_of(hit):
    return (hit.key, *(key for _, key in hit.also), *hit.parts[:MOST_PARTS])


def _texts(keys):
    """{key: document} of the rows as they are now, for snippets."""
    refs = {}
    for key in keys:
        refs.setdefault(key.partition(":")[0], []).append(key.partition(":")[2])
    return {
        key: document
        for kind, named in refs.items()
        for key, (_, document) in documents_of(kind, named).items()
        if document
    }


def _one(hit, rows, document, marks, typed):
    row, kind = rows[hit.key], things.kind_of(hit.key)
    title = document.title if document else str(kind.title(row))
    if withheld := kind.withheld(row):
        text = [(withheld, False)]
    elif kind.summary:
        text = highlighted(kind.summary(row), marks, hit.language)
    else:
        text = snippet(document.body, marks, hit.language) if document else []
    return Shown(
        key=hit.key,
        row=row,
        kind=kind,
        url=_url(kind, row, typed),
        title=highlighted(title, marks, hit.language),
        snippet=text,
        title_language=kind.title_language(row) if kind.title_language else hit.language,
        language=hit.language,
        date=hit.date,
        also=[(language, things.kind_of(key).url(rows[key])) for language, key in hit.also if key in rows],
        is_withheld=bool(withheld),
        place=kind.place(row) if kind.place else "",
        parts=[
            (kind.place(rows[key]), _url(kind, rows[key], typed))
            for key in hit.parts[:MOST_PARTS]
            if kind.place and key in rows
        ],
    )


def _url(kind, row, typed):
    """Where a hit leads: to the row, and for some kinds to what was looked for in it."""
    return kind.found_url(row, typed) if kind.found_url and typed else kind.url(row)
