"""Institutions as stewards keep them, and who invites for them."""

import contextlib
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.refusals import NotAllowed, Refusal
from members import actions
from members.actions import Telling
from members.models import Entry, EntryFacet, FocalPoint, Institution, User
from search.models import Pending
from search.work import documents_of
from tests.members.conftest import signed_in

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "court",
    "country": "Kessaria",
    "name_en": "Chamber",
    "name_ar": "دائرة",
    "domains": "A.example\n@b.example",
}


def errors_of(response):
    return {name: [str(each) for each in said] for name, said in response.context["form"].errors.items()}


def test_an_institution_is_written_down_in_several_languages(as_steward):
    response = as_steward.post("/institutions/new/", TYPED)

    institution = Institution.objects.get()
    assert response["Location"] == f"/institutions/{institution.ref}/"
    assert dict(institution.names.values_list("language", "name")) == {"en": "Chamber", "ar": "دائرة"}
    assert sorted(institution.domains.values_list("domain", flat=True)) == ["a.example", "b.example"]


def test_what_is_put_right_is_found_by_its_new_name(as_steward, institution, make_member):
    person = make_member(institution=institution)
    Pending.objects.all().delete()

    as_steward.post(f"/institutions/{institution.ref}/", {**TYPED, "domains": "c.example"})

    assert dict(institution.names.values_list("language", "name")) == {"en": "Chamber", "ar": "دائرة"}
    assert list(institution.domains.values_list("domain", flat=True)) == ["c.example"]
    assert Pending.objects.filter(key=f"person:{person.ref}").exists()


def choices(client):
    body = client.get("/people/").content.decode()
    return re.findall(r'<li><a href="\?(?:country|institution)=[^"]*"><bdi>([^<]*)</bdi> <span class="num">(\d+)', body)


def test_the_directory_has_its_people_by_what_is_put_right_on_the_next_request(
    as_steward, steward, institution, focal_point, make_member, client_of
):
    """Those who tell members where they work; whoever does not, stays unlisted under it."""
    silent, dormant = make_member("Sela Silent", institution=institution), make_member(institution=institution)
    actions.tell(silent, Telling(name=silent.name), by=silent)
    User.objects.filter(pk=dormant.pk).update(dormant_at=timezone.now())
    client = client_of(steward)
    before = [focal_point.name in client.get(f"/people/?q={word}").content.decode() for word in ("sabarra", "chamber")]

    as_steward.post(f"/institutions/{institution.ref}/", TYPED)

    after = [focal_point.name in client.get(f"/people/?q={word}").content.decode() for word in ("sabarra", "chamber")]
    assert (before, after) == ([True, False], [False, True])
    assert sorted(set(choices(client))) == [("Court", "1"), ("Kessaria", "1")]
    assert Entry.objects.get(user=dormant).words.endswith("kessaria")
    assert not EntryFacet.objects.filter(entry__user=silent).exists()
    assert Entry.objects.get(user=focal_point).words == " fola focal chamber دايره kessaria"


def test_what_search_knows_of_them_follows_and_nobody_elses_is_written(
    as_steward, institution, make_institution, make_member
):
    inside, outside = make_member(institution=institution), make_member(institution=make_institution("Elsewhere"))
    stamp = Entry.objects.get(user=outside).stamp
    Pending.objects.all().delete()

    as_steward.post(f"/institutions/{institution.ref}/", TYPED)
    waiting = set(Pending.objects.filter(key__startswith="person:").values_list("key", flat=True))
    words = documents_of("person", [inside.ref])[f"person:{inside.ref}"][1].body

    assert waiting == {f"person:{inside.ref}"}
    assert words.split("\n") == ["Chamber", "دائرة", "Kessaria"]
    assert Entry.objects.get(user=outside).stamp == stamp


def test_where_it_is_kept_as_it_was_nobody_is_listed_anew(as_steward, institution, make_member):
    make_member(institution=institution)
    as_steward.post(f"/institutions/{institution.ref}/", TYPED)
    Pending.objects.all().delete()
    before = Entry.objects.state()

    as_steward.post(f"/institutions/{institution.ref}/", {**TYPED, "domains": "d.example"})

    assert (Pending.objects.count(), Entry.objects.state()) == (0, before)


def test_what_is_taken_back_is_taken_back_from_the_directory_too(steward, institution, make_member, client_of):
    make_member(institution=institution)
    client = client_of(steward)
    before = (choices(client), Pending.objects.count())

    with contextlib.suppress(Refusal), transaction.atomic():
        actions.edit_institution(institution, names={"en": "Chamber"}, kind="court", country="Kessaria", by=steward)
        during = choices(client)
        raise Refusal

    assert during == [("Kessaria", "1"), ("Court", "1")] * 2
    assert (choices(client), Pending.objects.count()) == before


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name_en": "", "name_ar": ""}, "name_en"),
        ({"name_en": "x" * 500}, "name_en"),
        ({"name_en": "a\u202eb"}, "name_en"),
        ({"kind": "bakery"}, "kind"),
        ({"domains": "no domain"}, "domains"),
        ({"domains": "sаbarra.example"}, "domains"),  # Cyrillic а among Latin letters
        ({"domains": "\n".join(f"d{n}.example" for n in range(51))}, "domains"),
    ],
)
def test_bad_input_is_answered_on_the_same_page(as_steward, typed, field):
    response = as_steward.post("/institutions/new/", {**TYPED, **typed})

    assert (response.status_code, list(errors_of(response))) == (200, [field])
    assert Institution.objects.count() == 0


def test_a_focal_point_is_named_and_relieved(steward, institution, make_member):
    person = make_member("Fola Focal", institution=institution)
    client = signed_in(steward)
    path = f"/institutions/{institution.ref}/focal-point/"

    client.post(path, {"person": person.ref})
    named = list(FocalPoint.objects.in_charge().values_list("user__name", flat=True))
    client.post(f"{path}{person.ref}/end/")

    assert (named, FocalPoint.objects.current().count(), FocalPoint.objects.count()) == (["Fola Focal"], 0, 1)
    assert institution.focal_points.get() == person


def test_naming_twice_is_once(steward, institution, focal_point):
    actions.name_focal_point(focal_point, institution, by=steward)

    assert FocalPoint.objects.count() == 1


def test_a_focal_point_works_there(steward, institution, member):
    with pytest.raises(actions.WorksElsewhere):
        actions.name_focal_point(member, institution, by=steward)
    response = signed_in(steward).post(f"/institutions/{institution.ref}/focal-point/", {"person": member.ref})

    assert response["Location"] == f"/institutions/{institution.ref}/"
    assert FocalPoint.objects.count() == 0


def test_a_focal_point_names_no_other(focal_point, institution, make_member):
    person = make_member(institution=institution)

    for deed in (actions.name_focal_point, actions.end_focal_point):
        with pytest.raises(NotAllowed):
            deed(person, institution, by=focal_point)


def test_the_list_is_by_name_in_the_readers_language_and_costs_the_same(as_steward, make_institution):
    make_institution("Beta")
    as_steward.get("/institutions/")
    costs = []
    for more in (["Alpha", "Gamma"], []):
        with CaptureQueriesContext(connection) as queries:
            page = as_steward.get("/institutions/")
        costs.append(len(queries))
        for name in more:
            make_institution(name, domains=[f"{name.lower()}.example"])

    assert [row.known_as for row in page.context["page"]] == ["Alpha", "Beta", "Gamma"]
    assert costs[0] == costs[1]
