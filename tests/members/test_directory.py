"""The directory: who is listed, in which order, what narrows it, and what it costs."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.gate import MEMBERS
from members import actions
from members.actions import Telling
from members.actions.entries import ensure_entries
from members.models import Entry, EntryFacet, Institution, InstitutionName, User
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
ALL = {kind: [MEMBERS] for kind in ("title", "institution", "languages", "expertise", "jurisdictions", "writing")}


@pytest.fixture
def people(make_member):
    """A judge and two prosecutors, with languages, of two countries."""
    load()
    made = []
    for name, country, kind, codes, concept in (
        ("Ana Judge", "Kessaria", "court", ["fr", "en"], "mass-graves"),
        ("Bo Prosecutor", "Kessaria", "prosecution", ["fr"], "extradition"),
        ("Cy Prosecutor", "Sabarra", "prosecution", ["es", "en"], "extradition"),
    ):
        institution = Institution.objects.create(kind=kind, country=country)
        InstitutionName.objects.create(institution=institution, language="en", name=f"Office of {country}")
        person = make_member(name, institution=institution, job_title=name.split()[1])
        telling = Telling(
            name=name,
            job_title=name.split()[1],
            languages=[(code, "c1") for code in codes],
            expertise=list(Concept.objects.filter(slug=concept)),
            jurisdictions=["Ruritania"],
            seen=ALL,
        )
        actions.tell(person, telling, by=person)
        made.append(person)
    return made


def listed(client, query=""):
    body = client.get(f"/people/{query}").content.decode()
    return re.findall(r'<h3 class="entry-title"><a href="[^"]*"><bdi>(.*?)</bdi>', body)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?language=fr", ["Ana Judge", "Bo Prosecutor"]),
        ("?language=fr&language=en", ["Ana Judge"]),
        ("?country=Kessaria&institution=prosecution", ["Bo Prosecutor"]),
        ("?q=prosec", ["Bo Prosecutor", "Cy Prosecutor"]),
        ("?q=PROSECUTOR+sabarra", ["Cy Prosecutor"]),
        ("?q=espagnol", ["Cy Prosecutor"]),
        ("?q=الفرنسية", ["Ana Judge", "Bo Prosecutor"]),
        ("?q=ruritania&language=es", ["Cy Prosecutor"]),
        ("?q=%25", ["Amara Member", "Ana Judge", "Bo Prosecutor", "Cy Prosecutor"]),
        ("?q=nobody", []),
        ("?country=Nowhere", []),
        ("?institution=" + "x" * 500, ["Amara Member", "Ana Judge", "Bo Prosecutor", "Cy Prosecutor"]),
        ("?language=%00fr", ["Ana Judge", "Bo Prosecutor"]),
    ],
)
def test_words_and_choices_narrow_the_list(as_member, people, query, expected):
    assert listed(as_member, query) == expected


def test_a_concept_narrows_it_and_counts_say_what_each_choice_leaves(as_member, people):
    extradition = Concept.objects.get(slug="extradition")

    body = as_member.get(f"/people/?expertise={extradition.ref}").content.decode()

    beside = body[body.index('class="filters"') :]
    choices = dict(re.findall(r'<bdi[^>]*>([^<]*)</bdi> <span class="num">(\d+)</span>', beside))
    names = ("French", "Spanish", "Kessaria", "Sabarra", "Prosecution service", "Court")
    assert [choices.get(name) for name in names] == ["1", "1", "1", "1", "2", None]


def test_pages_follow_by_key_with_what_the_list_is_narrowed_to(as_member, make_member, monkeypatch):
    monkeypatch.setattr("members.directory.SIZE", 2)
    for number in range(5):
        make_member(f"Heron {number}")

    seen, address = [], "?q=heron"
    while address:
        body = as_member.get(f"/people/{address}").content.decode()
        seen += re.findall(r"<bdi>(Heron \d)</bdi></a>", body)
        found = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', body)
        address = found[1].replace("&amp;", "&") if found else ""

    assert seen == [f"Heron {number}" for number in range(5)]


def test_where_nobody_is_found_the_page_says_what_to_do_next(as_member):
    body = as_member.get("/people/?q=nobody").content.decode()

    assert 'href="/search/?q=nobody"' in body
    assert "Show everybody" in body


@pytest.mark.parametrize("moment", ["disabled_at", "dormant_at", "accepted_at"])
def test_who_is_no_member_now_is_neither_listed_nor_counted(as_member, people, moment):
    gone = {"disabled_at": timezone.now(), "is_active": False} if moment == "disabled_at" else {moment: timezone.now()}
    User.objects.filter(pk=people[0].pk).update(**({"accepted_at": None} if moment == "accepted_at" else gone))

    body = as_member.get("/people/").content.decode()

    assert "Ana Judge" not in body
    assert re.search(r">Court</bdi>", body) is None
    assert "3 people" in body


@pytest.mark.parametrize("query", ["", "?q=judge", "?language=fr", "?country=Kessaria&q=ana", "?institution=court"])
def test_the_directory_costs_the_same_for_one_and_for_many(as_member, people, make_member, query):
    def cost():
        as_member.get(f"/people/{query}")
        with CaptureQueriesContext(connection) as asked:
            as_member.get(f"/people/{query}")
        return len(asked)

    before = cost()
    for number in range(5):
        person = make_member(f"Ana Heron {number}", institution=people[0].profile.institution)
        telling = Telling(
            name=person.name,
            job_title="Judge",
            languages=[("fr", "b1"), ("uk", "b1")],
            seen=ALL,
            expertise=list(Concept.objects.all()[:3]),
        )
        actions.tell(person, telling, by=person)

    assert len(listed(as_member, query)) > 5
    assert cost() == before


def test_of_many_changes_the_next_request_knows_all_in_two_more_queries(as_member, people, make_member):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            as_member.get("/people/")
        return len(asked)

    usual = [cost(), cost()][1]
    costs = []
    for many in (1, 4):
        for number in range(many):
            make_member(f"Heron {many} {number}", institution=people[0].profile.institution)
        costs.append(cost() - usual)

    assert costs == [3, 3]
    assert len(listed(as_member, "?q=heron")) == 5


def test_entries_are_made_for_those_who_came_before_there_was_a_directory(people, member):
    before = set(EntryFacet.objects.values_list("entry__user", "kind", "value"))
    facts = sorted(Entry.objects.values_list("user", "shown_as", "listed_as", "title", "words"))
    Entry.objects.all().delete()

    ensure_entries()

    assert set(EntryFacet.objects.values_list("entry__user", "kind", "value")) == before
    assert sorted(Entry.objects.values_list("user", "shown_as", "listed_as", "title", "words")) == facts


def test_the_command_finds_an_entry_that_says_too_much(people, capsys):
    Entry.objects.filter(user=people[0]).update(words=" kittiwake")

    call_command("directory", "relist")
    call_command("directory", "relist")

    assert capsys.readouterr().out.splitlines() == ["1 of 3 entries were wrong.", "0 of 3 entries were wrong."]
    assert "kittiwake" not in Entry.objects.get(user=people[0]).words


def test_a_row_is_drawn_anew_with_what_changes_in_it(as_member, people, make_member):
    """A level is no word and no choice: the entry stays as it is, and the row does not."""
    person = people[1]

    def row():
        body = as_member.get("/people/?q=prosecutor+kessaria").content.decode()
        return re.sub(
            r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index(f"person:{person.ref}") :].split("</li>")[0])
        )

    before = row()
    stamp = Entry.objects.get(user=person).stamp
    telling = Telling(
        name=person.name,
        job_title="Prosecutor",
        languages=[("fr", "native")],
        expertise=list(Concept.objects.filter(slug="extradition")),
        jurisdictions=["Ruritania"],
        seen=ALL,
    )
    actions.tell(User.objects.get(pk=person.pk), telling, by=person)

    assert Entry.objects.get(user=person).stamp == stamp
    assert ("French C1" in before, "French Native" in row()) == (True, True)
