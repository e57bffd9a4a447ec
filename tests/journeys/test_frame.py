"""Every page in a real Chromium: accessible, as wide as the screen, from the keyboard, without script, and alone."""

import re

import pytest

from core.ids import ALPHABET, LENGTH

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (320, 360, 768, 1280)
REF = f"[{ALPHABET}]{{{LENGTH}}}"
# name: address, or (the page that lists it, what the link looks like, and perhaps what it stands in)
PAGES = {
    "home": "/",
    "library": "/library/",
    "lesson": ("library", rf"^/\w\w/{REF}/{REF}/$"),
    "forum": "/forum/",
    "board": ("forum", rf"^/forum/b/{REF}/$"),
    "topic": ("board", rf"^/forum/t/{REF}/$"),
    "search": "/search/?q=witness",
    "search by date": "/search/?q=witness&sort=date",
    "nothing found": "/search/?q=xyzzyx",
    "nothing asked": "/search/",
    "thesaurus": "/thesaurus/",
    "concept": ("thesaurus", rf"^/thesaurus/{REF}/$"),
    "protection": "/protection/",
    "404": "/no/such/page/",
    "405": "/theme/",
}
SIGNED_OUT = {
    **{name: PAGES[name] for name in ("home", "library", "lesson", "nothing asked", "404")},
    "sign in": "/accounts/login/",
    "reset": "/accounts/password/reset/",
    "reset sent": "/accounts/password/reset/done/",
    "closed sign-up": "/accounts/signup/",
    "stale link": "/accounts/password/reset/key/1-x-y/",
}
MEMBERS = {
    **PAGES,
    "people": "/people/",
    "person": ("people", rf"^/people/{REF}/$"),
    "spaces": "/spaces/",
    "space": ("spaces", rf"^/spaces/{REF}/$"),
    "notices": "/notices/",
    "new topic": ("board", rf"^/forum/b/{REF}/new/$"),
    "reply": ("topic", rf"^/forum/t/{REF}/reply/(\?quote=1)?$"),
    "report": ("topic", rf"^/forum/p/{REF}/report/$"),
    "reports": "/moderation/",
    "e-mail": "/accounts/email/",
    "password": "/accounts/password/change/",
    "sign out": "/accounts/logout/",
}
STAFF = {"style guide": "/styleguide/", "reports": "/moderation/", "home": "/"}
AUDITOR = {"home": "/", "record": "/audit/", "nothing recorded": "/audit/?until=2000-01-01"}
OPERATOR = {"home": "/", "operations": "/operations/"}
STEWARD = {"home": "/", "roles": "/roles/?q=a"}
SECRET = {
    "spaces": "/spaces/",
    "secret space": ("spaces", rf"^/spaces/{REF}/$", "li:has([data-audience=secret])"),
    "its board": ("secret space", rf"^/forum/b/{REF}/$"),
    "its topic": ("its board", rf"^/forum/t/{REF}/$"),
}


def walk(page, pages):
    """Open each page in turn and give its name; what a page leads to is looked for on it."""
    found = {}
    for name, place in pages.items():
        address = place if isinstance(place, str) else linked(page, found[place[0]], *place[1:])
        found[name] = address
        page.goto(address)
        yield name


def linked(page, listing, pattern, inside="main"):
    page.goto(listing)
    links = page.eval_on_selector_all(f"{inside} a[href]", "links => links.map(link => link.getAttribute('href'))")
    return next(link for link in links if re.search(pattern, link))


def too_wide(page, width):
    """What sticks out of the page at this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return page.evaluate("""() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        const out = box => box.right > root.clientWidth + 1 || box.left < -1;
        const found = [...document.querySelectorAll("body *")].filter(each => out(each.getBoundingClientRect()));
        return found.slice(0, 3).map(each => `${each.tagName} ${each.className}`).concat("sideways scroll");
    }""")


LANDMARKS = ["h1", "header.masthead", "nav.sections", "main#main", "footer.foot", "#live"]
SHAPE = """landmarks => [document.documentElement.dir, document.title.endsWith(" · Fora"),
    ...landmarks.map(each => document.querySelectorAll(each).length)]"""


def look_at(page, axe, direction):
    """Everything wrong with the page as it stands: a landmark is missing or there twice, it is too wide at one of four
    widths, or against a rule of axe's."""
    shape = page.evaluate(SHAPE, LANDMARKS)
    wrong = {} if shape == [direction, True, *[1] * len(LANDMARKS)] else {"shape": shape}
    for width in WIDTHS:
        if found := too_wide(page, width) + (axe(page) if width in (360, 1280) else []):
            wrong[width] = found
    page.emulate_media(color_scheme="dark")
    if found := axe(page, "color-contrast"):  # nothing but colours differs between the themes
        wrong["dark"] = found
    page.emulate_media(color_scheme="light")
    return wrong


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("person", "pages"),
    [
        (None, SIGNED_OUT),
        ("expert", MEMBERS),
        ("moderator", STAFF),
        ("investigator", SECRET),
        ("auditor", AUDITOR),
        ("admin", OPERATOR),
        ("steward", STEWARD),
    ],
    ids=["signed out", "member", "staff", "in a secret space", "auditor", "operator", "steward"],
)
def test_every_page_is_accessible_and_fits_every_screen(visit, axe, person, pages, language):
    page, direction = visit(person, language=language), "rtl" if language == "ar" else "ltr"

    wrong = {name: found for name in walk(page, pages) if (found := look_at(page, axe, direction))}

    assert wrong == {}


# --- from the keyboard


def focused(page):
    return page.evaluate("() => (document.activeElement.textContent.trim() || document.activeElement.id).slice(0, 40)")


def is_ringed(page):
    return page.evaluate("""() => {
        const ring = element => getComputedStyle(element).outlineStyle !== "none";
        return ring(document.activeElement) || ring(document.activeElement.closest(".find") ?? document.activeElement);
    }""")


def test_the_first_key_reaches_the_content_past_everything_else(visit):
    page = visit("expert")
    page.goto("/forum/")

    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert (focused(page), skip.bounding_box()["y"] >= 0) == ("Skip to content", True)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_tabulator_goes_through_the_page_in_its_order_and_shows_where_it_is(visit, language):
    page = visit("expert", language=language)
    page.goto("/")
    order = (
        "() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, [tabindex=\"0\"]')]"
    )
    visible = f"{order[6:]}.filter(each => each.checkVisibility() && each.offsetParent !== null)"
    total = page.evaluate(f"() => {visible}.length")

    places, rings = [], []
    for _ in range(total):
        page.keyboard.press("Tab")
        places.append(page.evaluate(f"() => {visible}.indexOf(document.activeElement)"))
        rings.append(is_ringed(page))

    assert places == list(range(total))
    assert all(rings)


def test_a_menu_opens_by_key_and_closes_by_escape_with_the_focus_back_on_it(visit):
    page = visit("expert")
    page.goto("/")
    menu, summary = page.locator(".me details.menu"), page.locator(".me summary")
    summary.focus()

    page.keyboard.press("Enter")
    assert menu.get_attribute("open") == ""
    page.keyboard.press("Tab")
    assert focused(page) == "Your page"
    page.keyboard.press("Escape")

    assert menu.get_attribute("open") is None
    assert page.evaluate("() => document.activeElement.matches('.me summary')")


def test_a_menu_closes_when_the_focus_goes_on(visit):
    page = visit("expert")
    page.goto("/")
    page.locator(".me summary").focus()
    page.keyboard.press("Enter")

    page.locator("nav.sections a").first.focus()

    assert page.locator(".me details.menu").get_attribute("open") is None


def test_a_menu_opens_without_script_and_leads_on(visit):
    page = visit("expert", script=False)
    page.goto("/")

    page.locator(".me summary").click()
    page.locator(".me details a", has_text="Spaces").click()

    assert page.locator("h1").inner_text() == "Spaces"


def test_the_open_menu_is_accessible_and_stays_on_a_narrow_screen(visit, axe):
    page = visit("moderator", width=360)
    page.goto("/")
    page.locator(".me summary").click()

    assert axe(page) == []
    assert too_wide(page, 320) == []


# --- choices


def test_language_and_colours_are_chosen_without_script_on_the_page_one_is_on(visit):
    page = visit(script=False)
    page.goto("/thesaurus/?q=witness")

    page.get_by_role("button", name="العربيّة").click()
    assert (page.locator("html").get_attribute("lang"), page.url.split("/", 3)[3]) == ("ar", "thesaurus/?q=witness")
    page.locator("button[name=theme][value=dark]").click()
    assert (page.locator("html").get_attribute("data-theme"), page.url.split("/", 3)[3]) == (
        "dark",
        "thesaurus/?q=witness",
    )
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(17, 23, 28)"


def test_dark_by_choice_and_dark_by_system_are_the_same_colours(visit, site):
    colours = """() => Object.fromEntries([...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
        .flatMap(rule => [...(rule.cssRules ?? [])]).filter(rule => rule.selectorText === ":root")
        .flatMap(rule => [...rule.style]).filter(name => name.startsWith("--"))
        .map(name => [name, getComputedStyle(document.documentElement).getPropertyValue(name)]))"""
    system, chosen = visit(theme="dark"), visit(theme="light")
    chosen.context.add_cookies([{"name": "theme", "value": "dark", "url": site.url}])
    system.goto("/protection/")
    chosen.goto("/protection/")

    assert system.evaluate(colours) == chosen.evaluate(colours)


# --- what the host really sends


STATIC = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def test_style_sheet_scripts_and_pictures_are_ours_isolated_and_kept_by_their_content(visit):
    page, answers = visit(), {}
    page.on("response", lambda response: answers.setdefault(response.url, response))
    page.goto("/accounts/login/")
    page.wait_for_load_state("networkidle")

    # Behaviours are asked for by name while the page runs, so that theirs is no name of their content.
    static = [each for each in answers.values() if "/static/" in each.url and "/behaviours/" not in each.url]
    assert {each.url.rsplit("/", 1)[1].split(".")[0] for each in static} >= {"fora", "main", "icons"}
    assert [each.url for each in static if not re.search(r"\.[0-9a-f]{12}\.(css|js|svg)", each.url)] == []
    for each in static:
        headers = each.all_headers()
        assert {name: headers.get(name) for name in STATIC} == STATIC
        assert headers["cache-control"] == "max-age=315360000, public, immutable"
        assert "default-src 'none'" in headers["content-security-policy"].split("; ")
