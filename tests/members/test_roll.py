"""What a process remembers of the directory is what the database says, whatever has changed since and whoever wrote it.

Each request asks a roll; several of them stand for several processes."""

import random
from collections import Counter

import pytest
from django.test import Client

from core.gate import MEMBERS
from members import actions, roll
from members.actions import Telling
from members.models import Entry, EntryFacet, Institution, InstitutionName, ProfilePart, User
from members.roll import Roll

pytestmark = pytest.mark.django_db
SHOWN = ("title", "institution", "languages", "expertise")
WORDS = ["court", "courtier", "kestrel", "kes", "محكمة", "суд", "ü"]
CODES = ["en", "fr", "es", "ar", "uk"]


@pytest.fixture
def draw():
    return random.Random(5)


@pytest.fixture
def institutions(db):
    made = [Institution.objects.create(kind=kind, country=land) for kind, land in [("court", "Ayr"), ("police", "Bo")]]
    for row in made:
        InstitutionName.objects.create(institution=row, language="en", name=f"{row.kind} of {row.country}")
    return made


@pytest.fixture
def crowd(make_member, institutions, draw):
    people = [make_member(f"Person {number}", institution=draw.choice(institutions)) for number in range(12)]
    for person in people:
        change(person, draw)
    return people


def change(person, draw):
    """Tell something else of this person, of which members see this part or that."""
    telling = Telling(
        name=person.name,
        job_title=" ".join(draw.sample(WORDS, 2)),
        languages=[(code, "c1") for code in draw.sample(CODES, 2)],
        seen={kind: [MEMBERS] for kind in SHOWN if draw.random() < 0.8},
    )
    actions.tell(User.objects.get(pk=person.pk), telling, by=person)


def plainly(words=(), chosen=()):
    """(ids in order, counts) as the tables say, read in the plainest way."""
    entries = Entry.objects.filter(user__in=User.objects.members()).order_by("listed_as", "ref")
    facets = {}
    for entry, kind, value in EntryFacet.objects.values_list("entry_id", "kind", "value"):
        facets.setdefault(entry, set()).add((kind, value))
    ids = [
        entry.pk
        for entry in entries
        if all(any(said.startswith(word) for said in entry.words.split()) for word in words)
        and set(chosen) <= facets.get(entry.pk, set())
    ]
    counted = Counter(facet for pk in ids for facet in facets.get(pk, ()))
    counts = {}
    for (kind, value), number in counted.items():
        counts.setdefault(kind, {})[value] = number
    return ids, counts


QUESTIONS = [
    ((), ()),
    (("kes",), ()),
    (("court",), ()),
    (("k", "c"), ()),
    (("محكم",), ()),
    (("суд",), (("language", "uk"),)),
    ((), (("language", "fr"), ("language", "en"))),
    ((), (("institution", "court"),)),
    (("person",), (("country", "Bo"),)),
    (("nobody",), ()),
    ((), (("country", "Nowhere"),)),
]


def asked(this, words, chosen, size=100, **where):
    by_kind = {}
    for kind, value in chosen:
        by_kind.setdefault(kind, []).append(value)
    return this.left(words, by_kind, size=size, **where)


def wrong(this):
    """The questions to which this roll answers other than the tables."""
    found = []
    for words, chosen in QUESTIONS:
        ids, counts = plainly(words, chosen)
        left = asked(this, words, chosen)
        if (left.ids, left.total, {k: v for k, v in left.counts.items() if v}) != (ids, len(ids), counts):
            found.append((words, chosen))
    return found


def test_it_answers_as_the_tables_do(crowd):
    assert len(plainly(("kes",))[0]) > 2
    assert wrong(Roll()) == []


@pytest.mark.parametrize("most", [500, 2])
def test_whatever_changes_is_known_at_the_next_question_in_each_process(crowd, make_member, draw, monkeypatch, most):
    monkeypatch.setattr(roll, "MOST_AT_ONCE", most)
    rolls = [Roll(), Roll()]
    assert wrong(rolls[0]) == []

    for person in crowd[:5]:
        change(person, draw)
    assert [wrong(each) for each in rolls] == [[], []]

    make_member("Kestrel Newcomer")
    Entry.objects.filter(user__in=crowd[5:8]).delete()
    assert [wrong(each) for each in rolls] == [[], []]

    User.objects.filter(pk=crowd[9].pk).update(accepted_at=None)
    assert [wrong(each) for each in rolls] == [[], []]

    User.objects.filter(pk=crowd[9].pk).update(accepted_at=crowd[9].accepted_at)
    assert [wrong(each) for each in rolls] == [[], []]


def test_it_does_not_grow_with_every_change(crowd, draw, monkeypatch):
    monkeypatch.setattr(roll, "SPARE", 3)
    this = Roll()
    wrong(this)

    for _ in range(5):
        for person in crowd:
            change(person, draw)
        assert wrong(this) == []

    assert len(this._entries) <= 3 * len(crowd) + 3


def test_pages_meet_without_a_gap_in_both_directions(crowd):
    this, everybody = Roll(), plainly()[0]
    keys = {pk: (listed_as, ref) for pk, listed_as, ref in Entry.objects.values_list("pk", "listed_as", "ref")}

    forth, after = [], ()
    while len(forth) < len(everybody):
        page = asked(this, (), (), size=5, after=after).ids[:5]
        forth += page
        after = keys[page[-1]]
    back = asked(this, (), (), size=5, before=keys[everybody[-1]]).ids

    assert forth == everybody
    assert back == everybody[-2:-8:-1]
    assert asked(this, (), (), size=5, after=keys[everybody[-1]]).ids == []


def test_nothing_is_written_where_nothing_changes(crowd):
    before = Entry.objects.state()

    for person in crowd:
        actions.list_anew(person)

    assert Entry.objects.state() == before


@pytest.mark.parametrize("kind", ["title", "languages", "institution"])
def test_a_part_that_members_see_no_more_is_out_of_words_and_counts(crowd, client_of, kind):
    person = crowd[0]
    person.profile.refresh_from_db()
    told = dict.fromkeys(SHOWN, [MEMBERS])
    telling = {"name": person.name, "job_title": "Kittiwake", "languages": [("rw", "c1")]}
    actions.tell(person, Telling(**telling, seen=told), by=person)
    client = client_of(crowd[1])
    country = person.profile.institution.country
    query = {"title": "q=kittiwake", "languages": "language=rw", "institution": f"country={country}"}[kind]
    before = f"person:{person.ref}" in client.get(f"/people/?{query}").content.decode()

    ProfilePart.objects.filter(profile__user=person, kind=kind).delete()
    actions.list_anew(person)

    assert (before, f"person:{person.ref}" in client.get(f"/people/?{query}").content.decode()) == (True, False)


def test_it_answers_nobody_but_members(crowd):
    assert Client().get("/people/?q=person").status_code == 404


@pytest.mark.parametrize("typed", ["", "eyJ9", "WzEsMl0", "W1siYSJdLCAiYiJd", "WyJhIl0", "%00", "WyJhIiwgIlx1MDAwMCJd"])
def test_a_place_that_is_none_gives_the_first_page(as_member, crowd, typed):
    bodies = [as_member.get(f"/people/?{name}={typed}") for name in ("after", "before")]

    assert [response.content.decode().count('data-key="person:') for response in bodies] == [13, 13]
