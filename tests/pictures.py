"""`make pictures`: the main pages as people see them, into var/pictures/. Nothing is asserted: look at them."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.run.processes import answers, eventually, free_port  # noqa: E402
from tests.services import SERVICES, chromium_path  # noqa: E402

TARGET = ROOT / "var" / "pictures"
DEMO = ROOT / "var" / "pictures-data"
ACCOUNT = "expert@fora.example"
PASSWORD = "in pictures only, 7 herons"
WIDTHS, LANGUAGES, THEMES, PEOPLE = (360, 1280), ("en", "ar"), ("light", "dark"), ("out", "in")
REF = "[a-z2-7]{10}"
# name: address, or (page that lists it, what the link looks like)
PAGES = {
    "home": "/",
    "search": "/search/?q=witness",
    "search-empty": "/search/?q=xyzzyx",
    "forum": "/forum/",
    "board": ("forum", rf"^/forum/{REF}/$"),
    "topic": ("board", rf"^/forum/(?:{REF}|topics?)/{REF}/"),
    "library": "/library/",
    "lesson": ("library", rf"/{REF}/$"),
    "people": "/people/",
    "person": ("people", rf"^/people/{REF}/$"),
    "spaces": "/spaces/",
    "thesaurus": "/thesaurus/",
    "concept": ("thesaurus", rf"/{REF}/$"),
    "notices": "/notices/",
    "sign-in": "/accounts/login/",
    "not-found": "/no-such-page/",
}


@contextlib.contextmanager
def demo():
    """A demo of its own, kept between calls; gives its address."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "FORA_VAR": str(DEMO), "FORA_DEMO_PASSWORD": PASSWORD}
    process = subprocess.Popen([sys.executable, "site/run.py", "run"], cwd=ROOT, env=environment)
    try:
        if not eventually(lambda: answers(port) or process.poll() is not None, 300) or process.poll() is not None:
            sys.exit("The demo did not start.")
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def sign_in(browser, site):
    """What a browser keeps of somebody who signed in."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", ACCOUNT)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    kept = context.storage_state()
    context.close()
    return kept


def addresses(browser, site, kept):
    """{page: address} of what a member can reach; a page without a link to it is left out, and said."""
    context = browser.new_context(base_url=site, storage_state=kept)
    page, found = context.new_page(), {}
    for name, place in PAGES.items():
        address = place if isinstance(place, str) else linked(page, found.get(place[0]), place[1])
        if address and page.goto(address).status in (200, 404):
            found[name] = address
        else:
            print(f"  no picture of {name}: nothing leads there")
    context.close()
    return found


def linked(page, listing, pattern):
    if not listing:
        return None
    page.goto(listing)
    links = page.eval_on_selector_all("main a[href]", "links => links.map(link => link.getAttribute('href'))")
    return next((link for link in links if re.search(pattern, link.split("#")[0])), None)


def take(browser, site, found, kept, variant):
    """All pages for one width, language, theme and person."""
    width, language, theme, person = variant
    context = browser.new_context(
        base_url=site,
        storage_state=kept if person == "in" else None,
        viewport={"width": width, "height": 800},
        color_scheme=theme,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "language", "value": language, "url": site}])
    page = context.new_page()
    folder = TARGET / f"{language}-{person}-{theme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in found.items():
        page.goto(address)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    context.close()


def main():
    chromium = chromium_path()
    if not chromium:
        sys.exit(f"Chromium is missing: {SERVICES['chromium'][1]}.")
    with demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        kept = sign_in(browser, site)
        found = addresses(browser, site, kept)
        for variant in product(WIDTHS, LANGUAGES, THEMES, PEOPLE):
            take(browser, site, found, kept, variant)
            print("  {1} {3} {2} {0}: {4} pictures".format(*variant, len(found)), flush=True)
        browser.close()
    print(f"Pictures stand in {TARGET}.")


if __name__ == "__main__":
    main()
