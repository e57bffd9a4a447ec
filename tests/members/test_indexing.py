"""People in the one search: what of them is found, and what the hits can be narrowed by."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser

from core.gate import MEMBERS
from core.things import key_of
from members import actions
from members.actions import Telling
from members.models import Institution, InstitutionName, User
from search.finder import Wish, find
from search.work import documents_of
from tests.factories.forum import make_board, make_topic
from tests.factories.thesaurus import load
from tests.search.conftest import index  # noqa: F401  (a fixture)
from tests.search.test_views import HIT, choices, page_of
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
SEEN = dict.fromkeys(("title", "institution", "languages", "expertise"), [MEMBERS])


def told(person, codes, seen=SEEN, concepts=("mass-graves",)):
    telling = Telling(
        name=person.name,
        job_title="Magistrate",
        languages=[(code, "c1") for code in codes],
        expertise=list(Concept.objects.filter(slug__in=concepts)),
        seen=seen,
    )
    actions.tell(person, telling, by=person)
    return key_of(person)


@pytest.fixture
def people(make_member, index):  # noqa: F811
    """Magistrates of two countries; the third tells members nothing but the position."""
    load()
    made = []
    for name, kind, country, codes in (
        ("Ana", "court", "Kessaria", ["fr", "rw"]),
        ("Bo", "prosecution", "Sabarra", ["fr"]),
        ("Cy", "police", "Kittiwakeia", ["sw"]),
    ):
        institution = Institution.objects.create(kind=kind, country=country)
        InstitutionName.objects.create(institution=institution, language="en", name=f"Office of {country}")
        person = make_member(name, institution=institution)
        made.append(told(person, codes, SEEN if name != "Cy" else {"title": [MEMBERS]}))
    index()
    return made


def test_a_document_bears_what_members_may_know(people):
    ana, _bo, cy = (documents_of("person", [key.partition(":")[2]])[key][1] for key in people)
    concept = Concept.objects.get(slug="mass-graves")

    assert ana.traits == ("country:Kessaria", "institution:court", "language:fr", "language:rw")
    assert ana.concepts == (key_of(concept),)
    assert (cy.traits, cy.concepts, cy.body) == ((), (), "Magistrate")


def test_people_are_narrowed_by_language_country_institution_and_expertise(people, as_member):
    ana, bo, cy = people

    page = page_of(as_member, "magistrate")
    headings = re.findall(r"<h2>([^<]*)</h2>", page[page.index('<div class="wide">') :])[:5]
    offered = choices(page)

    assert sorted(HIT.findall(page)) == sorted([ana, bo, cy])
    assert headings == ["Kind", "Works in", "Country", "Kind of institution", "Concept"]
    concept = Concept.objects.get(slug="mass-graves").name
    names = ("French", "Kinyarwanda", "Kessaria", "Sabarra", "Court", "Prosecution service", concept)
    assert [offered.get(name, (0,))[0] for name in names] == [2, 1, 1, 1, 1, 1, 2]
    assert {"Swahili", "Kittiwakeia", "Police or investigating body"}.isdisjoint(offered)
    for count, _chosen, asked in [offered[name] for name in names]:
        assert len(HIT.findall(page_of(as_member, asked.pop("q")[0], **asked))) == count


def test_choices_of_two_traits_hold_together_and_each_can_be_taken_back(people, as_member):
    ana, bo, _cy = people

    narrow = page_of(as_member, kind="person", trait=["language:fr", "institution:court"])
    offered = choices(narrow)

    assert HIT.findall(narrow) == [ana]
    assert offered["French"][1:] == (True, {"kind": ["person"], "trait": ["institution:court"]})
    assert offered["Court"][1:] == (True, {"kind": ["person"], "trait": ["language:fr"]})
    assert sorted(HIT.findall(page_of(as_member, kind="person", trait="language:fr"))) == sorted([ana, bo])


def test_beside_other_kinds_the_choices_of_people_do_not_stand_in_the_way(people, as_member, index, other):  # noqa: F811
    make_topic(make_board(), other, title="A magistrate’s question")
    index()

    wide = choices(page_of(as_member, "magistrate"))
    narrow = choices(page_of(as_member, "magistrate", kind="person"))

    assert ("French" in wide, "French" in narrow) == (False, True)


@pytest.mark.parametrize(
    "typed",
    ["nonsense", "language:", "language:zz", "institution:bakery", "shoe:42", "country:" + "x" * 300, "country:a\x00b"],
)
def test_what_is_no_choice_narrows_nothing(people, as_member, typed):
    assert len(HIT.findall(page_of(as_member, "magistrate", trait=typed))) == 3


def test_a_part_that_members_see_no_more_counts_for_nobody_at_once(people, member):
    before = find(Wish(typed="magistrate"), user=member, language="en").facets["trait"]
    told(User.objects.get(name="Ana"), ["fr"], seen={"title": [MEMBERS]})

    after = find(Wish(typed="magistrate"), user=member, language="en").facets["trait"]

    assert (before["language:fr"], before["country:Kessaria"]) == (2, 1)
    assert after == {"country:Sabarra": 1, "institution:prosecution": 1, "language:fr": 1}


def test_nobody_but_members_counts_them(people):
    found = find(Wish(typed="magistrate"), user=AnonymousUser(), language="en")

    assert (found.total, found.facets["trait"]) == (0, {})
