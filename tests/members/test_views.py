import re

import pytest
from django.utils import timezone

from members.links import welcome_link
from members.models import Space, User
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet herons at the weir"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_signing_in_leads_home_and_signing_out_ends_it(anonymous, member):
    response = sign_in(anonymous, member.email)
    inside = anonymous.get("/people/").status_code
    anonymous.post("/accounts/logout/")

    assert (response.status_code, response["Location"], inside) == (302, "/", 200)
    assert anonymous.get("/people/").status_code == 404


def test_signing_in_leads_on_to_where_one_was_going(anonymous, member):
    assert sign_in(anonymous, member.email, next="/people/")["Location"] == "/people/"


def test_signing_in_never_leads_to_another_host(anonymous, member):
    assert sign_in(anonymous, member.email, next="https://evil.example/")["Location"] == "/"


def test_the_session_key_changes_at_signing_in(anonymous, member):
    anonymous.get("/accounts/login/")
    before = anonymous.session.session_key

    sign_in(anonymous, member.email)

    assert anonymous.session.session_key not in {None, before}


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(anonymous, member):
    def said(email):
        body = sign_in(anonymous, email, "wrong and wrong again").content.decode()
        return re.sub(r'value="[^"]*"', "", body).replace(email, "")

    assert said(member.email) == said("unknown@test.example")


def test_after_five_wrong_passwords_the_door_stays_shut_for_a_while(anonymous, member):
    for _ in range(5):
        sign_in(anonymous, member.email, "wrong and wrong again")

    sign_in(anonymous, member.email)

    assert anonymous.get("/people/").status_code == 404


def test_sign_up_is_closed(anonymous):
    typed = {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (anonymous.get("/accounts/signup/"), anonymous.post("/accounts/signup/", typed)):
        assert "by invitation" in answer.content.decode()

    assert User.objects.filter(email="x@example.org").exists() is False


def test_a_reset_is_mailed_to_members_alone_and_leads_to_the_configured_address(anonymous, member, settings):
    settings.BASE_URL = "https://fora.example"

    for email in ("unknown@test.example", member.email):
        response = anonymous.post("/accounts/password/reset/", {"email": email})
        assert (response.status_code, response["Location"]) == (302, "/accounts/password/reset/done/")

    assert [message.to for message in mailed()] == [[member.email]]
    assert set(re.findall(r"https?://[^/\s]+", mailed()[0].body)) == {"https://fora.example"}


def test_a_reset_changes_the_password(anonymous, member):
    anonymous.post("/accounts/password/reset/", {"email": member.email})
    path = re.search(r"http://testserver(/\S+)", mailed()[0].body)[1]

    form = anonymous.get(path, follow=True)
    anonymous.post(
        form.request["PATH_INFO"], {"password1": "a fresh and long sentence", "password2": "a fresh and long sentence"}
    )

    member.refresh_from_db()
    assert member.check_password("a fresh and long sentence") is True


def test_an_address_is_changed_after_it_is_confirmed(anonymous, member):
    sign_in(anonymous, member.email)
    asked_again = anonymous.post("/accounts/email/", {"action_add": "", "email": "fresh@test.example"})
    anonymous.post(asked_again["Location"], {"password": PASSWORD})
    confirmation = next(message for message in mailed() if message.to == ["fresh@test.example"])
    path = re.search(r"http://testserver(/accounts/confirm-email/\S+)", confirmation.body)[1]
    before = User.objects.get(pk=member.pk).email

    anonymous.post(path)

    assert (before, User.objects.get(pk=member.pk).email) == (member.email, "fresh@test.example")


def test_a_welcome_link_sets_a_password_once(anonymous, make_member):
    user = make_member("Fresh Steward", password=None)
    path = welcome_link(user).removeprefix("http://testserver")
    typed = {"name": "Real Name", "password": "a fresh and long sentence"}

    first, second = anonymous.post(path, typed), anonymous.post(path, typed)

    user.refresh_from_db()
    assert (first["Location"], second.status_code) == ("/accounts/login/", 404)
    assert (user.name, user.check_password("a fresh and long sentence")) == ("Real Name", True)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "password": "a fresh and long sentence"},
        {"name": "Nul\x00", "password": "a fresh and long sentence"},
        {"name": "x" * 121, "password": "a fresh and long sentence"},
        {"name": "Real", "password": "short"},
        {"name": "Real", "password": ""},
    ],
)
def test_a_welcome_form_says_what_is_wrong_and_changes_nothing(anonymous, make_member, typed):
    user = make_member("Fresh Steward", password=None)

    response = anonymous.post(welcome_link(user).removeprefix("http://testserver"), typed)

    user.refresh_from_db()
    assert response.status_code == 200
    assert len(response.context["form"].errors) == 1
    assert (user.name, user.has_usable_password()) == ("Fresh Steward", False)


def test_a_link_older_than_a_day_is_a_404(anonymous, make_member, monkeypatch):
    path = welcome_link(make_member(password=None)).removeprefix("http://testserver")
    later = timezone.now().timestamp() + 25 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert anonymous.get(path).status_code == 404


def test_people_are_listed_to_members_by_name(as_member, make_member):
    make_member("Zora Last", sort_name="A")

    body = as_member.get("/people/").content.decode().partition("<main")[2]

    assert body.index("Zora Last") < body.index("Amara Member")


def test_people_cost_the_same_for_one_and_for_three(as_member, make_member, django_assert_max_num_queries, settings):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        as_member.get("/people/")
    for _ in range(3):
        make_member()
    with CaptureQueriesContext(connection) as many:
        as_member.get("/people/")

    assert len(few) == len(many)


@pytest.mark.parametrize("kind", ["invite", "secret"])
def test_a_sealed_space_is_missing_for_who_is_outside(as_member, make_space, member, other, client_of, kind):
    space = make_space(kind, people=[other], name="Quiet Kestrel")

    inside = client_of(other).get(f"/spaces/{space.ref}/")
    outside = as_member.get(f"/spaces/{space.ref}/")

    assert (inside.status_code, outside.status_code) == (200, 404)
    assert "Quiet Kestrel" in inside.content.decode()
    assert "Quiet Kestrel" not in as_member.get("/spaces/").content.decode()


def test_joining_and_leaving_an_open_space(as_member, make_space, member):
    space = make_space(Space.OPEN)

    as_member.post(f"/spaces/{space.ref}/join/")
    inside = member.memberships.current().filter(space=space).exists()
    as_member.post(f"/spaces/{space.ref}/leave/")

    assert inside is True
    assert member.memberships.current().filter(space=space).exists() is False


def test_a_space_on_request_is_not_joined_by_posting(as_member, make_space, member):
    space = make_space(Space.REQUEST)

    as_member.post(f"/spaces/{space.ref}/join/")

    assert member.memberships.current().exists() is False


def test_language_follows_person_then_cookie_then_browser(anonymous, make_member, client_of):
    reader = client_of(make_member(language="ar"))
    by_browser = anonymous.get("/accounts/login/", headers={"accept-language": "ar"})
    anonymous.cookies["language"] = "en"
    by_cookie = anonymous.get("/accounts/login/", headers={"accept-language": "ar"})

    languages = [answer["Content-Language"] for answer in (reader.get("/people/"), by_cookie, by_browser)]
    assert languages == ["ar", "en", "ar"]


def test_choosing_a_language_is_kept_with_the_person(as_member, member):
    response = as_member.post("/language/", {"language": "ar", "next": "/people/"})

    member.refresh_from_db()
    assert (response["Location"], member.language) == ("/people/", "ar")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_language_never_leads_away(as_member, target):
    assert as_member.post("/language/", {"language": "ar", "next": target})["Location"] == "/"


def test_a_strange_host_is_refused_and_nothing_is_mailed(anonymous, member):
    response = anonymous.post("/accounts/password/reset/", {"email": member.email}, headers={"host": "evil.example"})

    assert (response.status_code, mailed()) == (400, [])


def test_signed_in_pages_stay_in_nobodys_cache(as_member):
    headers = as_member.get("/people/").headers

    assert headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
