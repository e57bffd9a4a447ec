"""A space's pages: what each shows to whom, what is refused, what a page costs."""

import base64
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import actions, rules
from members.actions.entries import list_anew
from members.models import Invitation, Membership, Space, SpaceInvitation
from members.models.profile import ProfilePart
from members.models.user import Profile
from tests.factories.files import stored
from tests.factories.forum import make_board, make_topic
from tests.members.conftest import anew

pytestmark = pytest.mark.django_db
KEEPERS_PAGES = ["settings/", "invite/", "outsiders/", "close/"]
NAMES = ["x" * 500, "\u202egnitirw", "Nul\x00", ""]


def main_of(response):
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("page", ["people/", *KEEPERS_PAGES])
def test_a_keepers_pages_are_there_for_keepers_who_signed_in_a_moment_ago(kept, keepers, fresh_client_of, page):
    space = kept()

    response = fresh_client_of(keepers[0]).get(f"/spaces/{space.ref}/{page}")

    assert (response.status_code, space.name in response.content.decode()) == (200, True)


@pytest.mark.parametrize("page", KEEPERS_PAGES)
def test_who_signed_in_long_ago_is_asked_again_first(kept, keepers, client_of, page):
    space = kept()

    response = client_of(keepers[0]).get(f"/spaces/{space.ref}/{page}")

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/accounts/reauthenticate/")


@pytest.mark.parametrize("page", KEEPERS_PAGES)
@pytest.mark.parametrize("who", ["inside", "outside", "staff"])
def test_for_everybody_else_a_keepers_pages_are_missing(kept, member, make_member, fresh_client_of, page, who):
    space = kept(people=[member] if who == "inside" else ())
    person = make_member(roles=["steward", "operator", "moderator"]) if who == "staff" else member

    for send in (fresh_client_of(person).get, fresh_client_of(person).post):
        assert send(f"/spaces/{space.ref}/{page}").status_code == 404


def test_the_home_shows_what_is_new_boards_files_and_people(kept, member, client_of):
    space = kept(people=[member])
    topic = make_topic(
        make_board(space.audience_id, title="Kestrel board"),
        member,
        title="Kestrel question",
        files=[stored(member, name="kestrel.pdf")],
    )

    body = main_of(client_of(member).get(f"/spaces/{space.ref}/"))

    for shown in ("Kestrel board", topic.get_absolute_url(), "kestrel.pdf", "Karla Keeper", "Sven Second"):
        assert shown in body


def test_the_home_costs_the_same_for_one_of_each_and_for_three(kept, make_member, member, client_of):
    space = kept(people=[member])
    client = client_of(member)

    def fill():
        actions.add_to_space(make_member(), space, by=space.memberships.keeping().first().user)
        make_topic(make_board(space.audience_id), member, files=[stored(member)])

    def cost():
        client.get(f"/spaces/{space.ref}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/spaces/{space.ref}/")
        return len(queries)

    fill()
    few = cost()
    fill()
    fill()

    assert cost() == few


def test_the_people_page_costs_the_same_for_few_and_many(kept, keepers, make_member, fresh_client_of):
    space = kept(Space.REQUEST)
    client = fresh_client_of(keepers[0])

    def fill():
        actions.add_to_space(make_member(), space, by=keepers[0])
        actions.ask_to_join(space, by=make_member())
        actions.invite_into(make_member(), space, by=keepers[0])

    def cost():
        client.get(f"/spaces/{space.ref}/people/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/spaces/{space.ref}/people/")
        return len(queries)

    fill()
    few = cost()
    fill()
    fill()

    assert cost() == few


@pytest.mark.parametrize(
    ("seen_by", "who", "sees"),
    [
        ("all", "outside", True),
        ("all", "inside", True),
        ("inside", "outside", False),
        ("inside", "inside", True),
        ("keepers", "inside", False),
        ("keepers", "moderator", True),
        ("keepers", "keeper", True),
    ],
)
def test_who_sees_its_people(kept, keepers, make_member, client_of, seen_by, who, sees):
    people = {"outside": make_member(), "inside": make_member("Ines Inside"), "moderator": make_member()}
    people["keeper"] = keepers[0]
    space = kept(Space.OPEN, people=[people["inside"]])
    actions.add_to_space(people["moderator"], space, by=keepers[0], role=Membership.MODERATOR)
    actions.add_to_space(make_member("Canary Crane"), space, by=keepers[0])
    Space.objects.update(people_seen_by=seen_by)
    client = client_of(people[who])

    pages = [main_of(client.get(f"/spaces/{space.ref}/")), main_of(client.get(f"/spaces/{space.ref}/people/"))]

    assert any("Canary Crane" in page for page in pages) is sees
    assert "Karla Keeper" in pages[0]


def test_an_invitation_is_accepted_or_declined_on_the_spaces_page(kept, keepers, member, as_member):
    space = kept(name="Kestrel team")
    invitation = actions.invite_into(member, space, by=keepers[0], line="We met in May.")
    missing = as_member.get(f"/spaces/{space.ref}/").status_code
    actions.second_invitation(invitation, by=keepers[1])

    page = main_of(as_member.get(f"/spaces/{space.ref}/"))
    as_member.post(f"/spaces/{space.ref}/accept/")

    assert missing == 404
    for shown in ("Kestrel team", "Karla Keeper", "We met in May."):
        assert shown in page
    assert "Sven Second" not in page
    assert rules.can_enter(anew(member), space) is True


def test_asking_waiting_withdrawing_on_one_page(kept, member, as_member):
    space = kept(Space.REQUEST)
    path = f"/spaces/{space.ref}/"

    as_member.post(f"{path}ask/", {"words": "I work on \u2068this\u2069."})
    waiting = main_of(as_member.get(path))
    as_member.post(f"{path}ask/withdraw/")
    after = main_of(as_member.get(path))

    assert ("I work on" in waiting, "Withdraw my request" in waiting, f"{path}ask/" in after) == (True, True, True)


def test_a_request_that_is_too_long_comes_again_with_its_words(kept, as_member):
    space = kept(Space.REQUEST)

    response = as_member.post(f"/spaces/{space.ref}/ask/", {"words": "word " * 100})

    assert "Please keep this to 300 characters; it has 499." in main_of(response)
    assert main_of(response).count('value="word word word') == 1
    assert space.join_requests.count() == 0


def test_a_keeper_invites_by_name_and_chooses_among_several(kept, keepers, make_member, fresh_client_of):
    space = kept()
    first, second = make_member("Anna Berg"), make_member("Anna Bergström")
    client, path = fresh_client_of(keepers[0]), f"/spaces/{space.ref}/invite/"

    several = client.post(path, {"who": "anna b", "role": "member"})
    nobody = client.post(path, {"who": "Zzz", "role": "member"})
    client.post(path, {"who": "anna b", "role": "reader", "person": second.ref, "line": "Hello"})
    client.post(path, {"who": "Anna Berg", "role": "member"})

    assert "Several members have this in their name." in main_of(several)
    assert "No member has this name." in main_of(nobody)
    found = SpaceInvitation.objects.order_by("pk").values_list("user__name", "role", "line")
    assert list(found) == [("Anna Bergström", "reader", "Hello"), (first.name, "member", "")]


def test_who_appears_by_position_is_neither_found_nor_shown_by_name(
    kept, keepers, make_member, institution, fresh_client_of
):
    space = kept(Space.REQUEST)
    hidden = [make_member(f"Quilla {number}", institution=institution, job_title="Harbour judge") for number in "12"]
    Profile.objects.filter(user__in=hidden).update(is_named=False)
    for person in hidden:
        list_anew(person)
    actions.ask_to_join(space, by=anew(hidden[0]))
    client, path = fresh_client_of(keepers[0]), f"/spaces/{space.ref}/"

    by_name = main_of(client.post(f"{path}invite/", {"who": "Quilla", "role": "reader"}))
    by_position = main_of(client.post(f"{path}invite/", {"who": "harbour judge", "role": "reader"}))
    asking = main_of(client.get(f"{path}people/"))
    actions.add_to_space(hidden[0], space, by=keepers[0])
    inside = main_of(client.get(f"{path}people/"))

    assert "No member has this name." in by_name
    pages = (by_position, asking, inside)
    assert [("Harbour judge" in page, "Quilla" in page) for page in pages] == [(True, False)] * 3


def test_an_institution_that_members_do_not_see_is_not_shown_to_keepers(
    kept, keepers, make_member, institution, fresh_client_of
):
    space = kept(Space.REQUEST)
    people = [make_member(f"Nadia {number}", institution=institution) for number in "12"]
    ProfilePart.objects.filter(profile__user__in=people, kind=ProfilePart.INSTITUTION).delete()
    for person in people:
        list_anew(person)
    actions.ask_to_join(space, by=anew(people[0]))
    client, path = fresh_client_of(keepers[0]), f"/spaces/{space.ref}/"

    several = main_of(client.post(f"{path}invite/", {"who": "nadia", "role": "reader"}))
    asking = main_of(client.get(f"{path}people/"))

    assert [("Nadia 1" in page, institution.name in page) for page in (several, asking)] == [(True, False)] * 2


def test_the_tokens_of_the_people_hold_no_name_that_is_not_shown(
    kept, make_member, institution, keepers, fresh_client_of
):
    space = kept()
    for number in range(51):
        person = make_member(f"Quilla {number}", institution=institution, job_title="Judge")
        Profile.objects.filter(user=person).update(is_named=False)
        list_anew(person)
        actions.add_to_space(person, space, by=keepers[0])

    page = fresh_client_of(keepers[0]).get(f"/spaces/{space.ref}/people/").context["page"]

    assert b"judge" in base64.urlsafe_b64decode(page.next + "===")
    assert b"quilla" not in base64.urlsafe_b64decode(page.next + "===")


def test_the_second_keeper_agrees_on_the_people_page(kept, keepers, member, fresh_client_of):
    space = kept()
    invitation = actions.invite_into(member, space, by=keepers[0])
    path = f"/spaces/{space.ref}/people/"
    mine, theirs = (main_of(fresh_client_of(keeper).get(path)) for keeper in keepers)

    fresh_client_of(keepers[1]).post(f"/spaces/{space.ref}/invitations/{invitation.ref}/", {"answer": "agree"})

    assert ('value="agree"' in mine, 'value="agree"' in theirs) == (False, True)
    invitation.refresh_from_db()
    assert invitation.is_open is True


def test_settings_keep_what_was_typed_and_say_what_is_wrong(kept, keepers, fresh_client_of):
    space = kept()
    path = f"/spaces/{space.ref}/settings/"
    typed = {"name": "Kestrel", "purpose": "P", "language": "uk", "terms": "T", "people_seen_by": "keepers"}
    client = fresh_client_of(keepers[0])

    past = client.post(path, {**typed, "ends_at": "2020-01-01"})
    no_factor = client.post(path, {**typed, "asks_for_factor": "on"})
    last_day = timezone.localdate() + timedelta(days=30)
    client.post(path, {**typed, "ends_at": last_day.isoformat()})

    assert "Please give a day that lies ahead." in main_of(past)
    assert "Set up a second factor of your own first" in main_of(no_factor)
    space.refresh_from_db()
    assert [getattr(space, name) for name in typed] == list(typed.values())
    assert timezone.localtime(space.ends_at).date() == last_day


def test_saving_settings_again_changes_nothing_and_tells_nobody(kept, keepers, fresh_client_of):
    space = kept()
    end = timezone.now() + timedelta(days=30, minutes=7)
    Space.objects.update(ends_at=end)
    client, path = fresh_client_of(keepers[0]), f"/spaces/{space.ref}/settings/"
    form = client.get(path).context["form"]

    client.post(
        path,
        {name: field.value() or "" for name, field in ((f.name, f) for f in form)}
        | {"ends_at": str(form["ends_at"].value())},
    )

    space.refresh_from_db()
    assert (space.ends_at, space.events.count()) == (end, 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_can_not_be_taken_is_told_so(as_member, name):
    response = as_member.post("/spaces/new/", {"name": name, "kind": "secret", "language": "en"})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["name"]
    assert Space.objects.count() == 0


def test_a_name_of_one_letter_is_a_name_and_twice_sent_is_one_space(as_member, member):
    typed = {"name": "ض", "kind": "secret", "language": "ar", "once": "a" * 22, "terms": ""}

    first, second = as_member.post("/spaces/new/", typed), as_member.post("/spaces/new/", typed)

    assert first["Location"] == second["Location"]
    assert rules.can_keep(anew(member), Space.objects.get()) is True
    assert "ض" in main_of(as_member.get(first["Location"]))


def test_the_last_keeper_who_leaves_is_told_what_to_do(make_space, member, as_member):
    space = make_space(keeper=member)

    response = as_member.post(f"/spaces/{space.ref}/leave/", follow=True)

    assert "Make another person keeper first." in main_of(response)
    assert rules.can_keep(anew(member), space) is True


def test_handing_over_and_taking_out(make_space, member, other, fresh_client_of):
    space = make_space(keeper=member, people=[other])
    path = f"/spaces/{space.ref}/people/{other.ref}/"
    page = main_of(fresh_client_of(member).get(path))

    fresh_client_of(member).post(f"{path}keeper/")
    fresh_client_of(other).post(f"/spaces/{space.ref}/people/{member.ref}/out/")

    assert f"{path}keeper/" in page
    assert [rules.role_in(anew(person), space) for person in (member, other)] == [None, "keeper"]


def test_an_outsider_is_asked_for_by_form(kept, keepers, fresh_client_of):
    space = kept()
    typed = {"name": "New Person", "email": "new@example.org", "language": "fr", "line": "Knows the archive."}

    fresh_client_of(keepers[0]).post(f"/spaces/{space.ref}/outsiders/", typed)

    asked = Invitation.objects.get()
    assert (asked.name, asked.email, asked.space, asked.approved_at) == ("New Person", "new@example.org", space, None)
    page = main_of(fresh_client_of(keepers[1]).get(f"/spaces/{space.ref}/people/"))
    assert ("New Person" in page, "new@example.org" in page) == (True, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "anna@chаmber.kessaria.example"),  # Cyrillic а among Latin letters
        ("email", "аnna@chamber.kessaria.example"),
        ("email", "anna@xn--chmber-4nf.kessaria.example"),
        ("email", "İnna@x.example"),  # in small letters it is no address
        ("name", "\u3164"),
        ("name", "..."),
        ("name", ""),
    ],
)
def test_an_outsider_whose_address_or_name_only_looks_right_is_not_asked_for(
    kept, keepers, fresh_client_of, field, value
):
    typed = {"name": "New Person", "email": "new@example.org", "language": "fr", "line": "Knows the archive."}

    path = f"/spaces/{kept().ref}/outsiders/"
    response = fresh_client_of(keepers[0]).post(path, {**typed, field: value})

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert Invitation.objects.count() == 0


def test_what_was_being_written_when_the_membership_ended_is_kept_and_shown(kept, keepers, member, client_of):
    space = kept(people=[member])
    topic = make_topic(make_board(space.audience_id, title="Kestrel board"), keepers[0], title="Kestrel question")
    client = client_of(member)
    form = client.get(f"/forum/t/{topic.ref}/reply/").context["form"]
    Membership.objects.filter(user=member).update(until=timezone.now())

    hidden = {"once": form["once"].value(), "writer": form["writer"].value()}
    response = client.post(f"/forum/t/{topic.ref}/reply/", {"body": "Two hours of thought.", **hidden})

    said = response.content.decode()
    assert response.status_code == 404
    assert "Two hours of thought." in said
    assert "Your text is still here" in said
    assert "Kestrel" not in said


def test_a_board_is_added_by_a_keeper_once(kept, keepers, member, fresh_client_of):
    space = kept(people=[member])
    typed, path = {"title": "Moves", "purpose": "", "language": "en"}, f"/forum/s/{space.ref}/new/"

    first = fresh_client_of(keepers[0]).post(path, typed)
    second = fresh_client_of(keepers[0]).post(path, typed)
    refused = fresh_client_of(member).post(path, typed)

    assert re.match("/forum/b/", first["Location"])
    assert "There is a board with this name" in main_of(second)
    assert refused.status_code == 404


def test_everybody_inside_sees_whom_a_lone_keeper_invites_and_where_to_object(
    make_space, keepers, make_member, client_of, fresh_client_of
):
    insider, invited = make_member("Ines Insider"), make_member("Noor Newcomer")
    space = make_space(Space.SECRET, keeper=keepers[0], people=[insider])
    before = [main_of(client_of(insider).get(f"/spaces/{space.ref}/{page}")) for page in ("", "people/")]
    invitation = actions.invite_into(invited, space, by=keepers[0])

    pages = [main_of(client_of(insider).get(f"/spaces/{space.ref}/{page}")) for page in ("", "people/")]
    write = f"/forum/c/new/?to={keepers[0].ref}"
    kept_page = main_of(fresh_client_of(keepers[0]).get(f"/spaces/{space.ref}/people/"))
    SpaceInvitation.objects.update(opens_at=timezone.now())
    opened = main_of(client_of(insider).get(f"/spaces/{space.ref}/"))

    assert [("Noor Newcomer" in page, "opens" in page) for page in before] == [(False, False)] * 2
    assert [("Noor Newcomer" in page, "opens " in page, write in page) for page in pages] == [(True, True, True)] * 2
    assert (kept_page.count("Noor Newcomer") > 0, "Noor Newcomer" in opened) == (True, False)
    assert invitation.seconded_by is None
