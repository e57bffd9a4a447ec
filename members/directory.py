"""The directory of members: what a reader narrows it to, and how many each further choice would leave.

All of it is read from `Entry` and `EntryFacet`, which know only what all members may know.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from core.gate import MEMBERS, is_member
from core.paging import page_of, read_key
from core.prepared import Prepared
from members.languages import name_of
from members.models import Entry, EntryFacet, Institution, Profile, ProfilePart, SpokenLanguage, User
from members.models.institution import best_name, names_of
from members.roll import Left, roll
from members.told import spoken
from thesaurus.folding import fold, words
from thesaurus.models import Concept
from thesaurus.naming import with_names

ORDER = ["listed_as", "ref"]
SIZE = 32
MOST_WORDS = 8
LONGEST = 200  # letters of what is typed
MOST_CHOICES = 10  # of a facet, beside what is chosen
MOST_CHOSEN = 6
MOST_CHIPS = 4  # languages and concepts in a row
FACETS = (EntryFacet.LANGUAGE, EntryFacet.EXPERTISE, EntryFacet.COUNTRY, EntryFacet.INSTITUTION)


@dataclass(frozen=True)
class Choice:
    """One link of a facet. count: how many people it leaves."""

    label: str
    language: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Row:
    """Somebody in the list: all that is drawn of them, and nothing of who reads it. languages: ((name, level), …);
    expertise: ((ref, name, language), …), the first few; more: how many else."""

    ref: str
    name: str
    is_named: bool
    title: str
    institution: str
    country: str
    has_photo: bool
    languages: tuple
    expertise: tuple
    more: int


class Narrowing:
    """What a reader asks the directory for. Each choice narrows further: two languages mean people who work in both."""

    def __init__(self, asked, user):
        self.user = user
        self.typed = asked.get("q", "").replace("\x00", "").strip()[:LONGEST]
        self.words = [part for word in words(self.typed, MOST_WORDS) for part in fold(word.typed).split()]
        self.chosen = {kind: _chosen(asked.getlist(kind)) for kind in FACETS}
        self.after = _key(asked.get("after", ""))
        self.before = _key(asked.get("before", "")) if not self.after else ()

    def __bool__(self):
        return bool(self.typed or any(self.chosen.values()))

    @cached_property
    def _left(self):
        if not is_member(self.user):
            return Left()
        return roll.left(self.words, self.chosen, after=self.after, before=self.before, size=SIZE)

    def page(self):
        """One page of the entries left, by name, as this reader may see them."""
        entries = _listed.ask((is_member(self.user),), self.user, entries=self._left.ids)
        return page_of(entries, order=ORDER, size=SIZE, after=self.after, before=self.before)

    @property
    def total(self):
        return self._left.total

    def facets(self):
        """[(heading, [Choice])], without headings that have nothing to choose."""
        counts = self._left.counts
        concepts = self._concepts(counts.get(EntryFacet.EXPERTISE, {}))
        kinds = dict(Institution.KINDS)
        groups = [
            (_("Works in"), EntryFacet.LANGUAGE, lambda code: (name_of(code), "")),
            (_("Expertise"), EntryFacet.EXPERTISE, lambda ref: concepts.get(ref, ("", ""))),
            (_("Country"), EntryFacet.COUNTRY, lambda country: (country, "")),
            (_("Kind of institution"), EntryFacet.INSTITUTION, lambda kind: (str(kinds.get(kind, "")), "")),
        ]
        found = [(heading, self._choices(kind, counts.get(kind, {}), label_of)) for heading, kind, label_of in groups]
        return [(heading, choices) for heading, choices in found if choices]

    def without(self):
        """[(label, address)]: what was asked for, each with the list without it."""
        concepts = self._concepts({})
        labels = {
            EntryFacet.LANGUAGE: name_of,
            EntryFacet.EXPERTISE: lambda ref: concepts.get(ref, ("", ""))[0],
            EntryFacet.COUNTRY: str,
            EntryFacet.INSTITUTION: lambda kind: str(dict(Institution.KINDS).get(kind, "")),
        }
        taken = [(self.typed, self._url(typed=""))] if self.typed else []
        for kind, values in self.chosen.items():
            taken += [(labels[kind](value), self._toggled(kind, value)) for value in values]
        return [(label, url) for label, url in taken if label]

    def query(self):
        """All of it as it stands in an address, with a `&` at the end if there is any."""
        words_ = self._query(self.typed, self.chosen)
        return f"{words_}&" if words_ else ""

    def hidden(self):
        """[(name, value)] of the choices, for the form that asks for other words."""
        return [(kind, value) for kind, values in self.chosen.items() for value in values]

    def _choices(self, kind, counts, label_of):
        chosen = self.chosen[kind]
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        others = [value for value, _count in ranked if value not in chosen][:MOST_CHOICES]
        choices = []
        for value in [*chosen, *others]:
            label, language = label_of(value)
            if label and value in counts:
                url = self._toggled(kind, value)
                choices.append(Choice(label, language, url, counts[value], value in chosen))
        return choices

    def _concepts(self, counts):
        refs = {*counts, *self.chosen[EntryFacet.EXPERTISE]}
        ranked = sorted(refs, key=lambda ref: -counts.get(ref, 0))[: MOST_CHOICES + MOST_CHOSEN]
        found = with_names(Concept.objects.filter(ref__in={*ranked, *self.chosen[EntryFacet.EXPERTISE]}))
        return {concept.ref: (concept.name, concept.name_language) for concept in found}

    def _toggled(self, kind, value):
        values = self.chosen[kind]
        left = [each for each in values if each != value] if value in values else [*values, value]
        return self._url(chosen={**self.chosen, kind: left})

    def _url(self, typed=None, chosen=None):
        query = self._query(self.typed if typed is None else typed, self.chosen if chosen is None else chosen)
        return f"?{query}" if query else reverse("people")

    def _query(self, typed, chosen):
        pairs = [("q", typed)] if typed else []
        return urlencode([*pairs, *((kind, value) for kind, values in chosen.items() for value in values)])


_listed = Prepared(
    lambda user, entries: (
        Entry.objects.visible_to(user)
        .filter(pk__in=entries)
        .select_related("institution")
        .defer("words")
        .order_by(*ORDER)
    ),
    entries=Entry._meta.pk,
)


def rows_of(entries):
    """[Row] of a page of entries, in their order: as many queries for one as for many."""
    told, profiles = _told_of([entry.user_id for entry in entries])
    languages, concepts = _languages_of(profiles), _concepts_of(profiles)
    places = names_of({entry.institution_id for entry in entries} - {None})
    return [_row(entry, told.get(entry.user_id, set()), languages, concepts, places) for entry in entries]


def _row(entry, told, languages, concepts, places):
    speaks = spoken(languages.get(entry.user_id, [])) if ProfilePart.LANGUAGES in told else []
    knows = concepts.get(entry.user_id, []) if ProfilePart.EXPERTISE in told else []
    return Row(
        ref=entry.ref,
        name=entry.shown_as,
        is_named=entry.is_named,
        title=entry.title if entry.is_named else "",
        institution=best_name(places.get(entry.institution_id, {})),
        country=entry.institution.country if entry.institution else "",
        has_photo=entry.has_photo,
        languages=tuple((language.name, language.level) for language in speaks),
        expertise=tuple((concept.ref, concept.name, concept.name_language) for concept in knows[:MOST_CHIPS]),
        more=max(0, len(knows) - MOST_CHIPS),
    )


def _told_of(people):
    """({id of a person: kinds of the parts that all members see}, {id of a profile: of its person}), of those who tell
    members anything."""
    told, profiles = {}, {}
    for person, profile, kind in _parts.ask((), people=people):
        told.setdefault(person, set()).add(kind)
        profiles[profile] = person
    return told, profiles


def _languages_of(profiles):
    found = {}
    for language in _spoken.ask((), profiles=list(profiles)):
        found.setdefault(profiles[language.profile_id], []).append(language)
    return found


def _concepts_of(profiles):
    known_by, found = {}, {}
    for profile, concept in _known.ask((), profiles=list(profiles)):
        known_by.setdefault(concept, []).append(profiles[profile])
    for concept in with_names(_concepts.ask((), concepts=list(known_by))):
        for person in known_by[concept.pk]:
            found.setdefault(person, []).append(concept)
    return found


_parts = Prepared(
    lambda people: (
        ProfilePart.objects.filter(audience=MEMBERS, profile__user__pk__in=people)
        .order_by("pk")
        .values_list("profile__user_id", "profile_id", "kind")
    ),
    people=User._meta.pk,
)
_spoken = Prepared(
    lambda profiles: SpokenLanguage.objects.filter(profile__pk__in=profiles).order_by("position", "pk"),
    profiles=Profile._meta.pk,
)
_known = Prepared(
    lambda profiles: (
        Profile.expertise.through.objects.filter(profile__pk__in=profiles)
        .order_by("pk")
        .values_list("profile_id", "concept_id")
    ),
    profiles=Profile._meta.pk,
)
_concepts = Prepared(
    lambda concepts: Concept.objects.filter(pk__in=concepts).in_order(),
    concepts=Concept._meta.pk,
)


def _key(token):
    """What stands in a token of this list; () for none, which is the first page."""
    key = tuple(read_key(token, ORDER) or ())
    return key if all(isinstance(value, str) for value in key) else ()


def _chosen(values):
    return list(dict.fromkeys(value.replace("\x00", "") for value in values if 0 < len(value) <= 60))[:MOST_CHOSEN]
