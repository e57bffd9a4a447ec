"""Error pages: one look, something to do next, in the reader's language, and nothing told about the inside."""

import re

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from config.views import rehearse

TRACES = ("Traceback", "Error", "Exception", "the inside", "site-packages", "Django", "granian", "sqlite")
ERRORS = {
    400: ("get", "/", {"headers": {"host": "evil.example"}}),
    403: ("get", "/refuses/", {}),
    404: ("get", "/no/such/page/", {}),
    405: ("get", "/theme/", {}),
    500: ("get", "/fails/", {}),
    503: ("get", "/misses/", {}),
}
WRONG = {"login": "nobody@test.example", "password": "not it"}


def text(response):
    return response.content.decode()


@pytest.fixture
def site(db, settings):
    """A client of the site as it is, with one page more that refuses and one that fails."""
    settings.ROOT_URLCONF = "tests.config.faulty_urls"
    return Client(raise_request_exception=False)


@pytest.fixture(params=ERRORS)
def failing(request, site):
    """failing() -> the answer with one of the statuses, each in turn."""
    method, address, options = ERRORS[request.param]
    return lambda: getattr(site, method)(address, **options)


def test_an_error_has_our_look_a_next_step_and_tells_nothing_of_the_inside(request, failing):
    response = failing()

    page = text(response)
    assert response.status_code == request.node.callspec.params["failing"]
    assert (page.count("<h1>"), page.count('<a class="wordmark" href="/">')) == (1, 1)
    assert f'href="{reverse("home")}">Go to the start page</a>' in page
    assert [trace for trace in TRACES if trace in page] == []
    assert page.count("<form") == 0


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_an_error_is_said_in_the_language_that_was_chosen(site, failing, language, direction):
    site.cookies["language"] = language

    response = failing()

    # A host that isn't ours is refused before anything of the request is read.
    expected = ("en", "ltr") if response.status_code == 400 else (language, direction)
    assert re.search(r'<html lang="(\w+)" dir="(\w+)"', text(response)).groups() == expected


def test_an_error_keeps_the_colours_that_were_chosen(site, failing):
    site.cookies["theme"] = "dark"

    assert ' data-theme="dark">' in text(failing()).partition("<head>")[0]


def test_a_failure_is_said_in_our_look_when_the_database_is_what_is_missing():
    """Without its mark this test may not touch the database, and asking for the session's person would."""
    client = Client(raise_request_exception=False)
    client.cookies["sid"] = "a" * 32
    client.cookies["language"] = "ar"

    response = client.get(reverse("home"))

    assert response.status_code == 500
    assert text(response).startswith('<!DOCTYPE html>\n<html lang="ar" dir="rtl">')
    assert text(response).count("<h1>") == 1


def test_a_form_that_met_no_database_gives_back_what_was_typed_and_says_when_to_try_again(site):
    typed = {"title": "A <b>title</b>", "body": "Half an hour of work.", "password": "secret"}

    response = site.post("/misses/", typed)

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "Half an hour of work.</textarea>" in text(response)
    assert "A &lt;b&gt;title&lt;/b&gt;</textarea>" in text(response)
    assert "secret" not in text(response)


def test_the_page_for_when_the_database_is_away_is_loaded_by_a_rehearsal_that_asks_no_database():
    (kept,) = engines["django"].engine.template_loaders[0].loaders
    kept.reset()

    rehearse()

    assert {"errors/503.html", "layouts/quiet.html", "base.html"} <= set(kept.get_template_cache)


def test_a_method_that_an_address_does_not_take_says_which_it_takes(site):
    response = site.get("/theme/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert text(response).count("<h1>") == 1


def test_signed_out_the_404_leads_to_signing_in_and_back(anonymous):
    response = anonymous.get("/no/such/page/?q=two words")

    assert '<a class="button" data-kind="primary" href="/accounts/login/?next=/no/such/page/%3Fq%3Dtwo%2520words">' in (
        text(response)
    )


def test_signed_in_the_404_offers_no_signing_in(as_member):
    page = text(as_member.get("/no/such/page/"))

    assert reverse("account_login") not in page
    assert f'<a href="{reverse("search")}">Search</a>' in page


def test_a_foreign_space_and_a_missing_one_are_the_same_404(client_of, member, make_space):
    space, client = make_space("secret"), client_of(member)
    foreign, missing = reverse("space", args=[space.ref]), reverse("space", args=["aaaaaaaaaa"])

    answers = [client.get(address) for address in (foreign, missing)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert text(answers[0]).replace(foreign, "") == text(answers[1]).replace(missing, "")
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_a_form_without_its_token_gives_back_what_was_typed(db):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/theme/", {"theme": "dark", "title": "A <b>title</b>", "body": "Half an hour of work."})

    assert response.status_code == 403
    assert "Half an hour of work.</textarea>" in text(response)
    assert "A &lt;b&gt;title&lt;/b&gt;</textarea>" in text(response)
    assert "theme" not in response.cookies


def test_of_a_form_with_an_old_token_every_text_comes_back_and_no_secret(db):
    client = Client(enforce_csrf_checks=True)
    sent = {"purpose": "What it is for.", "body_uk": "Статут", "line": "A line.", "words": "x" * 100_001}
    secrets = {"password1": "hidden-1", "oldpassword": "hidden-2", "code": "hidden-3", "token": "hidden-4"}

    page = text(client.post("/spaces/new/", {**sent, **secrets, "once": "carried", "kind": "secret"}))

    kept = ["What it is for.", "Статут", "A line.", "x" * 100_000]
    assert [word for word in kept if f"\n{word}</textarea>" in page] == kept
    assert ("hidden-" in page, "carried" in page, page.count("<textarea")) == (False, False, 4)


WRITING = [
    ("/people/profile/", "experience"),
    ("/spaces/new/", "purpose"),
    ("/spaces/{}/ask/", "words"),
    ("/spaces/{}/invite/", "line"),
    ("/invitations/new/", "line"),
    ("/institutions/new/", "name_en"),
    ("/charter/edit/", "body_en"),
    ("/roles/{}/", "reason"),
    ("/recovery/requests/{}/", "how"),
    ("/coming-in/about/", "job_title"),
    ("/forum/b/{}/edit/", "purpose_en"),
    ("/forum/t/{}/edit/", "title"),
    ("/moderation/replies/{}/", "text_en"),
    ("/people/{}/conduct/", "words"),
    ("/no/such/page/", "body"),
]


@pytest.mark.parametrize(("address", "field"), WRITING)
def test_what_a_visitor_sent_is_given_back_whether_its_place_exists_or_not(
    anonymous, member, make_space, address, field
):
    space = make_space("request")
    there = {"people": member.ref, "spaces": space.ref, "roles": member.ref}
    paths = [address.format(ref) for ref in (there.get(address.split("/")[1], "b" * 10), "a" * 10)]

    answers = [anonymous.post(path, {field: "An <b>hour</b> of work.", "secret": "hidden"}) for path in paths]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert text(answers[0]).replace(paths[0], "") == text(answers[1]).replace(paths[1], "")
    assert "<h1>Your text was not sent</h1>" in text(answers[0])
    assert "An &lt;b&gt;hour&lt;/b&gt; of work.</textarea>" in text(answers[0])
    assert "hidden" not in re.sub(r"<[^>]*>", "", text(answers[0]))
    assert anonymous.post(paths[0]).status_code == 404
    assert anonymous.post(paths[0], {field: "An hour", "password": "hidden"}).status_code == 404  # a form of the door


def test_after_signing_in_one_goes_on_where_the_form_was(anonymous):
    sent = {"words": "Let me in."}

    def way(referrer):
        return text(anonymous.post("/spaces/x/ask/", sent, headers={"referer": referrer}))

    assert "/accounts/login/?next=/spaces/x/&quot;" in way("http://testserver/spaces/x/").replace('"', "&quot;")
    assert "/accounts/login/?next=/spaces/x/ask/" in way("https://evil.example/spaces/y/")


def test_a_member_whose_place_has_gone_keeps_the_text_and_learns_no_more(as_member, make_space):
    paths = [f"/spaces/{ref}/ask/" for ref in (make_space("secret").ref, "a" * 10)]

    answers = [as_member.post(path, {"words": "An hour of work."}) for path in paths]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert text(answers[0]).replace(paths[0], "") == text(answers[1]).replace(paths[1], "")
    assert "An hour of work.</textarea>" in text(answers[0])


def test_too_many_attempts_to_sign_in_get_a_page_of_ours_that_says_to_wait(anonymous):
    login = reverse("account_login")

    answers = [anonymous.post(login, WRONG) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert "<h1>A short pause</h1>" in text(answers[-1])
    assert f'href="{login}">Try again</a>' in text(answers[-1])
