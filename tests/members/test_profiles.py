"""Profiles: what is told, to whom, and how it is typed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from PIL import Image

from core.gate import MEMBERS
from core.models import AuditEntry
from core.refusals import NotAllowed
from members import actions
from members.actions import NamelessNeedsPlace, NotYourSpace, Telling
from members.languages import code_of, name_of
from members.models import Entry, Institution, InstitutionName, Portrait, ProfilePart, User
from members.told import told_to
from search.models import Pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def institution(db):
    court = Institution.objects.create(kind="court", country="Kessaria")
    InstitutionName.objects.create(institution=court, language="en", name="Special Chamber")
    return court


def seen_by_all(*kinds):
    return {kind: [MEMBERS] for kind in kinds}


def tell(person, photo=None, **telling):
    telling = {"name": person.name, **telling}
    actions.tell(person, Telling(**telling), by=person, photo=photo)
    return User.objects.get(pk=person.pk)


def filled(person, **changed):
    """What the form posts of a profile that says nothing yet."""
    return {"name": person.name, "is_named": "1", "time_zone": "UTC", **changed}


def picture(**options):
    out = io.BytesIO()
    Image.new("RGB", (600, 300), "#3366aa").save(out, "JPEG", **options)
    return SimpleUploadedFile("me.jpg", out.getvalue(), "image/jpeg")


def test_a_part_is_one_row_for_each_audience_and_none_for_nobody(member, make_space):
    space = make_space(people=[member])
    member.forget_rights()

    tell(member, phone="+1", mail="a@b.example", seen={"phone": [MEMBERS, space.audience_id], "mail": []})

    rows = ProfilePart.objects.filter(profile__user=member).values_list("kind", "audience_id")
    assert set(rows) == {("phone", MEMBERS), ("phone", space.audience_id)}


def test_telling_is_recorded_and_queued_and_narrows_only_when_members_lose_something(member):
    Pending.objects.all().delete()
    tell(member, experience="x", seen=seen_by_all("experience", "title", "institution", "writing"))
    wider = Pending.objects.get(key=f"person:{member.ref}").narrows
    tell(member, experience="x", seen={})

    assert (wider, Pending.objects.get(key=f"person:{member.ref}").narrows) == (False, True)
    assert AuditEntry.objects.filter(verb="members.tell", key=f"person:{member.ref}").count() == 2


def test_what_was_told_to_a_space_stays_while_one_stands_at_its_door(member, other, make_space):
    space, left = make_space(keeper=other, people=[member]), make_space(keeper=other, people=[member])
    member.forget_rights()
    tell(member, phone="+1", seen={"phone": [space.audience_id, left.audience_id]})
    actions.change_space(space, by=other, terms="Terms.")
    actions.leave(member, left, by=other)

    tell(User.objects.get(pk=member.pk), phone="+2", seen={"phone": [MEMBERS]})

    rows = ProfilePart.objects.filter(profile__user=member).values_list("audience_id", flat=True)
    assert set(rows) == {MEMBERS, space.audience_id}


def test_an_audience_that_is_not_ones_own_is_refused(member, make_space):
    space = make_space()

    with pytest.raises(NotYourSpace):
        tell(member, phone="+1", seen={"phone": [space.audience_id]})

    assert ProfilePart.objects.filter(profile__user=member, kind="phone").count() == 0


def test_nobody_tells_of_another(member, other):
    with pytest.raises(NotAllowed):
        actions.tell(member, Telling(name="Changed"), by=other)


def test_who_is_not_named_is_called_by_position_everywhere_in_the_entry(make_member, institution):
    person = make_member("Hidden Heron", institution=institution, job_title="Judge")

    person = tell(person, job_title="Judge", is_named=False, seen=seen_by_all("title", "institution"))

    entry = person.entry
    assert (entry.shown_as, entry.listed_as, entry.is_named, person.display) == ("Judge", "judge", False, "Judge")
    assert "heron" not in entry.words


@pytest.mark.parametrize("seen", [{}, seen_by_all("title"), seen_by_all("institution")])
def test_to_appear_without_a_name_one_needs_position_and_institution(make_member, institution, seen):
    person = make_member("Hidden Heron", institution=institution, job_title="Judge")

    with pytest.raises(NamelessNeedsPlace):
        tell(person, job_title="Judge", is_named=False, seen=seen)

    assert Entry.objects.get(user=person).is_named is True


@pytest.mark.parametrize("name", ["O’Brien-Ñandú", "李雷", "N", "Æ", "ßtraße", "Ⅷ Ｗｉｄｅ", "نادية حدّاد", "%_\\"])
def test_names_with_odd_letters_are_listed_and_found(as_member, make_member, name):
    make_member(name)

    body = as_member.get("/people/", {"q": name}).content.decode()

    assert f"<bdi>{escape(name)}</bdi></a>" in body


@pytest.mark.parametrize("name", ["\u200b", "...", "\u3164"])
def test_a_name_that_nobody_sees_is_not_taken(as_member, member, name):
    response = as_member.post("/people/profile/", filled(member, name=name))

    assert response.context["form"].errors["name"] == ["A name has at least one letter."]
    assert User.objects.get(pk=member.pk).name == member.name


def test_the_form_keeps_what_is_typed_and_who_sees_it(as_member, member, make_space):
    space = make_space(people=[member])
    typed = filled(
        member,
        **{
            "job_title": "Analyst",
            "languages-language": ["français", "العربية", ""],
            "languages-level": ["c1", "native", ""],
            "jurisdictions": "Kessaria, Sabarra\nKessaria",
            "phone": "+32 2 555",
            "seen_title": [MEMBERS],
            "seen_languages": [MEMBERS],
            "seen_phone": [space.audience_id],
        },
    )

    response = as_member.post("/people/profile/", typed)

    assert response["Location"] == f"/people/{member.ref}/"
    profile = User.objects.get(pk=member.pk).profile
    assert (profile.job_title, profile.jurisdictions) == ("Analyst", ["Kessaria", "Sabarra"])
    assert list(profile.languages.values_list("code", "level")) == [("fr", "c1"), ("ar", "native")]
    assert set(profile.parts.values_list("kind", "audience_id")) == {
        ("title", MEMBERS),
        ("languages", MEMBERS),
        ("phone", space.audience_id),
    }


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "required"),
        ("name", "x" * 500, "500"),
        ("name", "a\u202eb", "can’t be shown"),
        ("languages-language", "Klingonese", "no language that Fora knows"),
        ("languages-language", "French", "choose a level"),
        ("time_zone", "Mars/Olympus", "valid choice"),
        ("seen_phone", "space:aaaaaaaaaa", "valid choice"),
        ("seen_phone", "public", "valid choice"),
        ("mail", "nobody", "valid email"),
        ("experience", "x" * 3001, "3001"),
    ],
)
def test_a_profile_form_says_what_is_wrong_and_changes_nothing(as_member, member, field, typed, said):
    level = {"languages-level": ""} if field == "languages-language" else {}

    body = as_member.post("/people/profile/", filled(member, **{field: typed, **level})).content.decode()

    assert said in body
    assert User.objects.get(pk=member.pk).profile.told_at is None


def test_a_photo_is_a_square_without_metadata_at_a_gated_address(as_member, member, client_of, other, anonymous):
    exif = Image.Exif()
    exif[0x010E] = "Kittiwake"
    typed = filled(member, seen_photo=[MEMBERS], photo=picture(exif=exif))

    as_member.post("/people/profile/", typed)

    address = f"/people/{member.ref}/photo/"
    answer = client_of(other).get(address)
    sent = b"".join(answer.streaming_content)
    image = Image.open(io.BytesIO(sent))
    assert (image.size, "exif" in image.info, b"Kittiwake" in sent) == ((480, 480), False, False)
    assert answer["Cache-Control"] == "private, no-store"
    assert anonymous.get(address).status_code == 404


def test_a_photo_that_nobody_may_see_is_the_one_404_for_others(as_member, member, client_of, other):
    as_member.post("/people/profile/", filled(member, photo=picture()))

    own = as_member.get(f"/people/{member.ref}/photo/")
    sent = b"".join(own.streaming_content)  # to its end, which closes the file

    assert (own.status_code, sent[:2], client_of(other).get(f"/people/{member.ref}/photo/").status_code) == (
        200,
        b"\xff\xd8",
        404,
    )


def test_a_new_photo_takes_the_place_of_the_old_one_and_it_can_be_removed(as_member, member):
    for _ in range(2):
        as_member.post("/people/profile/", filled(member, photo=picture(), seen_photo=[MEMBERS]))
    there = Portrait.objects.count()
    as_member.post("/people/profile/", filled(member, without_photo="on"))

    assert (there, Portrait.objects.count()) == (1, 0)
    assert as_member.get(f"/people/{member.ref}/photo/").status_code == 404


@pytest.mark.parametrize("content", [b"<svg/>", b"%PDF-1.4", b"", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_refused_in_words(as_member, member, content):
    sent = SimpleUploadedFile("me.jpg", content, "image/jpeg")

    body = as_member.post("/people/profile/", filled(member, photo=sent)).content.decode()

    assert 'class="error"' in body
    assert Portrait.objects.count() == 0


def test_one_sees_ones_own_page_as_others_do(as_member, member, make_space):
    space = make_space(people=[member], name="The weir")
    member.forget_rights()
    tell(member, phone="+1 555", other="By pigeon", seen={"phone": [space.audience_id]})

    def page(seen_as):
        return as_member.get(f"/people/{member.ref}/", {"as": seen_as} if seen_as else {}).content.decode()

    said = {name: ("+1 555" in page(name), "By pigeon" in page(name)) for name in ("", MEMBERS, space.audience_id)}
    assert said == {"": (True, True), MEMBERS: (False, False), space.audience_id: (True, False)}


def test_languages_are_known_by_any_of_their_names():
    assert [code_of(name) for name in ("Français", "FRENCH", "الفرنسية", "Французька", "Klingonese")] == [
        "fr", "fr", "fr", "fr", None,
    ]  # fmt: skip
    assert name_of("xx") == ""


def test_the_page_of_a_person_costs_the_same_with_more_on_it(as_member, make_member, institution):
    person = make_member("Busy", institution=institution)
    costs = []
    for many in (1, 5):
        codes = ["fr", "en", "ar", "uk", "es"][:many]
        tell(person, languages=[(code, "c1") for code in codes], seen=seen_by_all("languages", "institution"))
        as_member.get(f"/people/{person.ref}/")
        with CaptureQueriesContext(connection) as asked:
            as_member.get(f"/people/{person.ref}/")
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_told_to_knows_the_parts_of_the_reader_alone(member, other, make_space):
    space = make_space(people=[member, other])
    member.forget_rights()
    tell(member, phone="1", experience="2", seen={"phone": [space.audience_id], "experience": []})

    told = told_to(User.objects.get(pk=other.pk), member)

    assert (told.phone, told.experience, told.kinds) == ("1", "", {"phone"})
