"""T2, T6, T12: parts of a profile. A word is planted in a part for one space, or for nobody, then looked for wherever
an outsider, somebody inside, and somebody who was taken out can look."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.ensure import library_section
from core.gate import MEMBERS
from core.models import AuditEntry
from files.actions import note_verdict
from files.scanner import Verdict
from members import actions
from members.actions import Telling
from members.auditing import lines
from members.models import Entry, EntryFacet, Institution, InstitutionName, ProfilePart, Silence, User
from search.finder import Wish, find
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import form_data, make_draft, make_lesson
from tests.factories.thesaurus import load
from tests.leaks.equal import answer_to, unknown_to
from tests.mailing import mailed
from tests.members.conftest import fresh_client_of, link_of, signed_in  # noqa: F401  (the first is a fixture)
from tests.search.conftest import index  # noqa: F401  (a fixture)
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
EVERYTHING = [kind for kind, _label in ProfilePart.KINDS]


@pytest.fixture
def owner(make_member):
    institution = Institution.objects.create(kind="court", country=f"{CANARY}ia")
    InstitutionName.objects.create(institution=institution, language="en", name=f"Court of {CANARY}ia")
    return make_member("Olga Owner", institution=institution, job_title=f"{CANARY} judge")


@pytest.fixture
def space(make_space, owner, other):
    made = make_space("invite", people=[owner, other])
    owner.forget_rights()
    return made


def tell_all(owner, audiences, **changed):
    """Plant the word in every part, for these audiences."""
    load()
    owner = User.objects.get(pk=owner.pk)
    telling = {
        "name": owner.name,
        "job_title": f"{CANARY} judge",
        "languages": [("rw", "c1")],
        "expertise": list(Concept.objects.filter(slug="mass-graves")),
        "jurisdictions": [f"{CANARY}ia"],
        "experience": f"{CANARY} was here",
        "phone": f"{CANARY} 1",
        "mail": f"{CANARY.lower()}@test.example",
        "other": f"by {CANARY}",
        "time_zone": "Africa/Kigali",
        "seen": dict.fromkeys(EVERYTHING, audiences),
        **changed,
    }
    actions.tell(owner, Telling(**telling), by=owner)


def pages(owner):
    concept = Concept.objects.get(slug="mass-graves")
    return [
        f"/people/{owner.ref}/",
        "/people/",
        f"/people/?q={CANARY}",
        "/people/?language=rw",
        f"/people/?expertise={concept.ref}",
        f"/people/?country={CANARY}ia",
        f"/search/?q={CANARY}",
        f"/search/?q={CANARY}&kind=person",
        f"/search/?kind=person&trait=country:{CANARY}ia",
        "/search/?kind=person&trait=language:rw",
        "/",
    ]


def telling(client, owner):
    """The pages on which the word stands, but for what was typed; and those that count or list what it narrows to."""
    found = []
    for page in pages(owner):
        body = client.get(page).content.decode()
        main = body[body.index('id="main"') :] if 'id="main"' in body else body
        shown = re.sub(r'(value|href|action)="[^"]*"', "", main)
        shown = re.sub(r'<ul class="taken".*?</ul>', "", shown, flags=re.S)
        words = ("Kinyarwanda", "Africa/Kigali") if page.startswith("/people/") else ()
        held_at = (
            f'href="/moderation/holds/on/person:{owner.ref}/"'  # where a steward keeps all of it from being erased
        )
        is_listed = f"person:{owner.ref}" in main.replace(held_at, "") and page not in {"/people/", "/"}
        if f"{CANARY} " in shown or f"{CANARY}ia" in shown or any(word in shown for word in words) or is_listed:
            found.append(page)
    return found


@pytest.mark.parametrize("who", ["member", "steward", "operator", "moderator", "editor"])
@pytest.mark.parametrize("chosen", ["space", "nobody"])
def test_no_part_for_fewer_reaches_an_outsider(owner, space, client_of, request, index, who, chosen):  # noqa: F811
    tell_all(owner, [space.audience_id] if chosen == "space" else [])
    index()

    assert telling(client_of(request.getfixturevalue(who)), owner) == []


def test_who_shares_the_space_reads_it_on_the_page_alone(owner, space, other, client_of, index):  # noqa: F811
    """The directory, search, facets and counts know only what all members may know, whoever asks."""
    tell_all(owner, [space.audience_id])
    index()

    assert telling(client_of(other), owner) == [f"/people/{owner.ref}/"]


def test_what_all_members_see_is_listed_found_and_counted(owner, member, client_of, index):  # noqa: F811
    """The same eyes find the word where it may stand: so those tests can fail."""
    tell_all(owner, [MEMBERS])
    index()

    assert set(telling(client_of(member), owner)) == set(pages(owner)) - {"/"}


@pytest.mark.parametrize("deed", ["reader goes", "owner goes", "part is narrowed", "space is closed"])
def test_who_is_out_reads_nothing_of_it_on_the_next_request(owner, space, other, client_of, deed):
    tell_all(owner, [space.audience_id])
    client = client_of(other)
    before = telling(client, owner)
    {
        "reader goes": lambda: actions.leave(other, space, by=other),
        "owner goes": lambda: actions.leave(owner, space, by=owner),
        "part is narrowed": lambda: tell_all(owner, []),
        "space is closed": lambda: type(space).objects.filter(pk=space.pk).update(closed_at=timezone.now()),
    }[deed]()

    assert (before, telling(client, owner)) == ([f"/people/{owner.ref}/"], [])


def test_narrowing_takes_hits_facets_and_counts_along_before_the_index_is_written(
    owner,
    member,
    client_of,
    index,  # noqa: F811
):
    tell_all(owner, [MEMBERS])
    index()
    before = find(Wish(typed=CANARY, kinds=("person",)), user=member, language="en").total

    tell_all(owner, [])

    after = find(Wish(typed=CANARY), user=member, language="en")
    assert (before, after.total, after.facets["concept"], after.facets["trait"]) == (1, 0, {}, {})
    assert not EntryFacet.objects.filter(entry__user=owner).exists()
    assert telling(client_of(member), owner) == []


def test_the_directory_is_byte_for_byte_the_same_with_such_parts_and_without(owner, space, member, client_of):
    tell_all(owner, [])
    client, addresses = client_of(member), pages(owner)[:6]
    [client.get(address) for address in addresses]
    before = [client.get(address).content for address in addresses]

    tell_all(owner, [space.audience_id])

    strip = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    assert [strip.sub(b"", client.get(address).content) for address in addresses] == [
        strip.sub(b"", body) for body in before
    ]


def test_who_is_not_named_is_named_nowhere_in_directory_hits_and_lists(owner, member, make_space, client_of, index):  # noqa: F811
    space = make_space("open", people=[owner, member])
    owner = User.objects.get(pk=owner.pk)
    tell_all(owner, [MEMBERS], is_named=False)
    index()
    client = client_of(member)
    addresses = ["/people/", "/people/?q=Olga", f"/people/{owner.ref}/", "/search/?q=Olga", f"/spaces/{space.ref}/"]

    bodies = [client.get(address).content.decode().replace('value="Olga"', "") for address in addresses]

    assert [body.count("Owner") for body in bodies] == [0] * len(addresses)
    assert f"person:{owner.ref}" not in bodies[1]
    assert Entry.objects.get(user=owner).listed_as.startswith("kittiwake")


def test_who_is_not_named_is_named_on_no_page_of_what_they_do_for_others(
    owner,
    other,
    member,
    steward,
    make_member,
    make_space,
    client_of,
    fresh_client_of,  # noqa: F811
    anonymous,
):
    """Who invites, keeps, asks for a second word or is a focal point, to those who deal with it."""
    institution = owner.profile.institution
    second = make_member(roles=["steward"])
    space = make_space("invite", keeper=owner, people=[other])
    actions.add_to_space(other, space, by=owner, role="keeper")
    actions.appoint(owner, "steward", by=steward)
    actions.name_focal_point(owner, institution, by=steward)
    owner = User.objects.get(pk=owner.pk)
    tell_all(owner, [MEMBERS], is_named=False)
    invitation = actions.invite(email="new@x.example", institution=institution, by=owner)
    actions.change_kind(space, "request", by=owner)
    inside = actions.invite_into(member, space, by=owner)
    actions.second_invitation(inside, by=other)
    [sent] = [message for message in mailed() if message.to == ["new@x.example"]]
    pages = [
        (client_of(second), "/invitations/"),
        (client_of(second), f"/invitations/{invitation.ref}/"),
        (client_of(second), "/institutions/"),
        (client_of(second), f"/institutions/{institution.ref}/"),
        (fresh_client_of(other), f"/spaces/{space.ref}/settings/"),
        (client_of(other), f"/spaces/{space.ref}/people/"),
        (client_of(member), f"/spaces/{space.ref}/"),
        (client_of(member), "/first-steps/"),
        (anonymous, link_of(sent)),
    ]

    answers = [(path, client.get(path)) for client, path in pages]

    assert {path: response.status_code for path, response in answers if response.status_code != 200} == {}
    assert [path for path, response in answers if "Owner" in response.content.decode()] == []
    assert [path for path, response in answers if f"{CANARY} judge" not in response.content.decode()] == []


@pytest.fixture
def nameless(owner):
    """The owner, whom lists call "Kittiwake judge" from now on."""
    tell_all(owner, [MEMBERS], is_named=False)
    return User.objects.get(pk=owner.pk)


def in_forms(nameless, member, request):
    """What offers people to editors: of those who are not named, only who writes."""
    client = request.getfixturevalue("as_editor")
    return [client.get(add_lesson())]


def add_lesson():
    return reverse("wagtailadmin_pages:add", args=["library", "lessonpage", library_section("en", MEMBERS).pk])


def in_spaces(nameless, member, request):
    """What a keeper does in a space, told to another keeper and to whom they invite."""
    space = request.getfixturevalue("make_space")("invite", keeper=nameless)
    actions.add_to_space(member, space, by=nameless, role="keeper")
    newcomer = request.getfixturevalue("other")
    actions.second_invitation(actions.invite_into(newcomer, space, by=nameless), by=member)
    actions.change_kind(space, "open", by=nameless)
    keeper, invited = signed_in(member), request.getfixturevalue("client_of")(newcomer)
    seen = [keeper.get(f"/spaces/{space.ref}/{place}") for place in ("", "people/", "settings/", "log/")]
    return [*seen, invited.get(f"/spaces/{space.ref}/"), invited.get("/notices/")]


def in_invitations(nameless, member, request):
    """A focal point's list, where another focal point of the institution has invited somebody."""
    steward, institution = request.getfixturevalue("steward"), nameless.profile.institution
    focal = request.getfixturevalue("make_member")("Fola Focal", institution=institution)
    for person in (nameless, focal):
        actions.name_focal_point(person, institution, by=steward)
    person = User.objects.get(pk=nameless.pk)
    invitation = actions.invite(email="noor@sabarra.example", by=person, institution=institution)
    client = request.getfixturevalue("client_of")(User.objects.get(pk=focal.pk))
    return [client.get("/invitations/"), client.get(invitation.get_absolute_url())]


def in_first_steps(nameless, member, request):
    """Whom a new member may ask."""
    actions.appoint(nameless, "steward", by=None)
    return [request.getfixturevalue("client_of")(member).get("/first-steps/")]


def in_files(nameless, member, request):
    """A file that waits for a steward, since it hangs on nothing."""
    note_verdict(stored(nameless, name="Kestrel.pdf"), Verdict("unscannable", "Heuristics.Encrypted.PDF"))
    return [request.getfixturevalue("as_steward").get("/moderation/")]


@pytest.mark.parametrize("where", [in_forms, in_spaces, in_invitations, in_first_steps, in_files])
def test_who_is_not_named_is_named_in_no_form_list_or_log(nameless, member, request, where, settings):
    settings.CLAMAV, settings.EXTRACT_UNISOLATED = ("tcp", "127.0.0.1", 1), True
    responses = where(nameless, member, request)

    bodies = [response.content.decode() for response in responses]

    assert [response.status_code for response in responses] == [200] * len(responses)
    assert [name for name in ("Olga", "Owner") for body in bodies if name in body] == []
    # And each list is one that this person stands in.
    assert where is in_forms or all(f"{CANARY} judge" in body for body in bodies)


@pytest.mark.parametrize("who", ["author", "contact"])
def test_a_lesson_leads_from_no_name_to_a_page_without_one(nameless, editor, as_member, who):
    """What somebody wrote carries the name, and no way to the page; a contact is called and found as lists have it."""
    people = {"author": nameless} if who == "author" else {"author": None, "contact": nameless}
    lesson = make_lesson(editor, **people)

    body = as_member.get(lesson.get_absolute_url()).content.decode()

    is_author = who == "author"
    assert ("Olga Owner" in body, f"/people/{nameless.ref}/" in body) == (is_author, not is_author)
    assert (f"{CANARY} judge" in body) is not is_author


def test_the_lesson_form_offers_who_is_not_named_to_that_person_alone(nameless, editor, trainer, client_of):
    actions.appoint(nameless, "trainer", by=None)
    labels = {}
    for person in (nameless, editor):
        page = client_of(User.objects.get(pk=person.pk)).get(add_lesson())
        labels[person.pk] = [str(label) for _value, label in page.context["form"].fields["author"].choices]
    posted = client_of(editor).post(add_lesson(), form_data(author=str(nameless.pk), action="action-submit"))

    assert ["Olga Owner" in labels[person.pk] for person in (nameless, editor)] == [True, False]
    assert [CANARY in " ".join(found) for found in labels.values()] == [False, False]
    assert list(posted.context["form"].errors) == ["author"]


def test_who_stands_there_already_stays_and_is_called_as_lists_do(nameless, editor, client_of):
    lesson = make_draft(editor, author=nameless, contact=nameless)

    page = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))

    fields = page.context["form"].fields
    chosen = [dict(fields[name].choices)[nameless.pk] for name in ("author", "contact")]
    assert chosen == [f"{CANARY} judge"] * 2


def test_a_notice_of_what_carries_the_name_says_the_name_and_not_what_lists_say(nameless, member, client_of):
    """Or it would tell whose post it is that this position has written; of other deeds it says what lists say."""
    topic = make_topic(make_board(), member)
    make_reply(topic, nameless)

    body = client_of(member).get("/notices/").content.decode()

    assert "Olga Owner\u2069 replied" in body
    assert CANARY not in body


def test_the_record_of_a_space_names_people_as_lists_do_and_to_auditors_by_name(nameless, member, auditor, request):
    space = request.getfixturevalue("make_space")("open", keeper=member, people=[nameless])
    actions.leave(nameless, space, by=nameless)
    entries = AuditEntry.objects.filter(place=space.audience_id)

    said = {reader: {line.actor for line in lines(entries, reader)} for reader in (member, auditor)}

    assert f"{CANARY} judge" in said[member]
    assert "Olga Owner" not in said[member]
    assert "Olga Owner" in said[auditor]


@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_pages_of_a_person_are_the_one_404_to_who_is_no_member(owner, anonymous, client_of, make_member, method):
    dormant = make_member()
    client = client_of(dormant)
    User.objects.filter(pk=dormant.pk).update(dormant_at=timezone.now())

    for visitor in (anonymous, client):
        for deed in ("", "photo/"):
            address = f"/people/{owner.ref}/{deed}"
            if (deed, method) in {("", "post"), ("photo/", "post")}:
                continue  # a page that is only read says so to everybody
            assert answer_to(visitor, address, method)[::2] == unknown_to(visitor, address, method)[::2]


def test_nobody_else_learns_whom_somebody_does_not_hear(owner, member, other, client_of):
    actions.silence(other, Silence.MUTE, by=owner)

    bodies = [client_of(who).get("/people/silenced/").content.decode() for who in (owner, member, other)]

    assert [other.name in body.split('id="silenced"')[1] for body in bodies] == [True, False, False]
    assert client_of(None).get("/people/silenced/").status_code == 404
