"""The interface's language and colours: whose choice counts, and how it is kept."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override, pgettext

LANGUAGE, THEME = "/language/", "/theme/"


def language_of(response):
    found = re.search(r'<html lang="(\w+)" dir="(\w+)"', response.content.decode()).groups()
    assert response["Content-Language"] == found[0]
    return found


@pytest.mark.parametrize(
    ("profile", "cookie", "browser", "expected"),
    [
        (None, None, None, "en"),
        (None, None, "ar", "ar"),
        (None, None, "de, ar;q=0.8", "ar"),
        (None, None, "uk, de", "uk"),
        (None, None, "pt, de", "en"),  # languages that Fora does not speak
        (None, "en", "ar", "en"),
        (None, "ar", "en", "ar"),
        (None, "xx", "ar", "ar"),
        ("en", "ar", "ar", "en"),
        ("ar", "en", "en", "ar"),
        ("fr", "ar", "en", "fr"),
    ],
)
def test_the_persons_language_counts_then_the_cookies_then_the_browsers(
    client_of, make_member, profile, cookie, browser, expected
):
    client = client_of(make_member(language=profile) if profile else None)
    if cookie:
        client.cookies["language"] = cookie

    response = client.get(reverse("protection"), headers={"accept-language": browser} if browser else {})

    assert language_of(response) == (expected, "rtl" if expected == "ar" else "ltr")
    assert {"Accept-Language", "Cookie"} <= set(re.split(", *", response["Vary"]))


def test_signed_out_a_choice_is_kept_in_a_cookie_of_ours_alone(anonymous):
    response = anonymous.post(LANGUAGE, {"language": "ar", "next": "/forum/?show=all"})

    kept = response.cookies["language"]
    assert (response.status_code, response["Location"]) == (302, "/forum/?show=all")
    assert (kept.value, kept["samesite"], kept["httponly"], kept["max-age"]) == ("ar", "Lax", True, 31536000)
    assert language_of(anonymous.get(reverse("home"))) == ("ar", "rtl")


def test_signed_in_it_is_kept_with_the_person_and_goes_where_they_go(client_of, member):
    client_of(member).post(LANGUAGE, {"language": "ar"})

    assert language_of(client_of(member).get(reverse("home"))) == ("ar", "rtl")


@pytest.mark.parametrize("wrong", ["xx", "pt", "", "en\x00", "en; DROP"])
def test_a_language_that_is_not_offered_changes_nothing(as_member, member, wrong):
    response = as_member.post(LANGUAGE, {"language": wrong})

    member.refresh_from_db()
    assert (response.status_code, response["Location"], member.language) == (302, "/", "en")
    assert "language" not in response.cookies


@pytest.mark.parametrize("address", [LANGUAGE, THEME])
@pytest.mark.parametrize(
    "foreign", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "forum", ""]
)
def test_a_choice_leads_back_into_the_site_and_nowhere_else(anonymous, address, foreign):
    assert anonymous.post(address, {"next": foreign})["Location"] == "/"


@pytest.mark.parametrize(("theme", "shown"), [("light", ["light"]), ("dark", ["dark"]), ("", []), ("pink", [])])
def test_the_colours_that_were_chosen_are_on_the_next_page(anonymous, theme, shown):
    anonymous.post(THEME, {"theme": "dark"})

    anonymous.post(THEME, {"theme": theme})

    page = anonymous.get(reverse("home")).content.decode()
    assert re.findall(r'data-theme="(\w*)"', page) == shown


def test_a_colour_that_somebody_else_put_into_the_cookie_is_not_shown(anonymous):
    anonymous.cookies["theme"] = '"><script>'

    assert 'data-theme="' not in anonymous.get(reverse("home")).content.decode().partition("<head>")[0]


def test_every_language_of_the_interface_is_offered_by_its_own_name(anonymous):
    page = anonymous.get(reverse("home")).content.decode()

    offered = re.findall(r'name="language" value="(\w+)" lang="\w+"( aria-current="true")?>([^<]+)<', page)
    assert offered == [
        ("en", ' aria-current="true"', "English"),
        ("fr", "", "Français"),
        ("es", "", "Español"),
        ("ar", "", "العربيّة"),
        ("uk", "", "Українська"),
    ]


@pytest.mark.parametrize(
    ("word", "context", "language", "alone", "within"),
    [
        ("Search", "verb", "fr", "Recherche", "Rechercher"),
        ("Search", "verb", "es", "Búsqueda", "Buscar"),
        ("Search", "verb", "ar", "البحث", "بحث"),
        ("Search", "verb", "uk", "Пошук", "Шукати"),
        ("Discussion", "part of a lesson", "ar", "مناقشة", "المناقشة"),
        ("name", "person", "uk", "назва", "ім’я"),
    ],
)
def test_a_word_of_two_meanings_is_two_words_elsewhere(word, context, language, alone, within):
    with override(language):
        assert (gettext(word), pgettext(context, word)) == (alone, within)


def test_the_button_says_what_it_does_and_the_page_what_it_is(anonymous):
    anonymous.cookies["language"] = "fr"

    page = anonymous.get(reverse("search")).content.decode()

    assert "<button>Rechercher</button>" in page
    assert re.search(r"<h1>\s*Recherche\s*</h1>", page)
