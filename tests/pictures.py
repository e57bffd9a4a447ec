"""`make pictures`: the main pages as people see them, into var/pictures/. Look at them; what a browser complains of
(an error on a page, a file that is missing, a wall of the content policy) is said at the end and fails."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from core.ids import ALPHABET, LENGTH  # noqa: E402
from tests.run.processes import answers, eventually, free_port  # noqa: E402
from tests.services import CHROMIUM_OPTIONS, SERVICES, chromium_path  # noqa: E402

TARGET = ROOT / "var" / "pictures"
DEMO = ROOT / "var" / "pictures-data"
PASSWORD = "in pictures only, 7 herons"
WIDTHS, LANGUAGES, THEMES = (360, 1280), ("en", "ar"), ("light", "dark")
REF = f"[{ALPHABET}]{{{LENGTH}}}"


@dataclass(frozen=True)
class Linked:
    """The `place`-th of the links that look so on another page, with something after it or not."""

    listing: str
    pattern: str
    place: int = 0
    then: str = ""


PAGES = {
    "home": "/",
    "search": "/search/?q=witness",
    "search-arabic": "/search/?q=حماية الشهود",
    "search-nothing": "/search/?q=xyzzyx",
    "forum": "/forum/",
    "board-public": Linked("forum", rf"^/forum/b/{REF}/$"),
    "board": Linked("forum", rf"^/forum/b/{REF}/$", place=1),
    "topic-public": Linked("board-public", rf"^/forum/t/{REF}/"),
    "topic-arabic": Linked("board", rf"^/forum/t/{REF}/"),
    "topic": Linked("board", rf"^/forum/t/{REF}/", place=2),
    "topic-new": Linked("forum", rf"^/forum/b/{REF}/$", place=1, then="new/"),
    "reply": Linked("board", rf"^/forum/t/{REF}/", place=2, then="reply/"),
    "library": "/library/",
    "lesson": Linked("library", rf"^/en/{REF}/{REF}/$"),
    "lesson-arabic": Linked("library", rf"^/ar/{REF}/{REF}/$"),
    "people": "/people/",
    "person": Linked("people", rf"^/people/{REF}/$", place=1),
    "spaces": "/spaces/",
    "space": Linked("spaces", rf"^/spaces/{REF}/$"),
    "thesaurus": "/thesaurus/",
    "concept": Linked("thesaurus", rf"^/thesaurus/{REF}/$", place=4),
    "notices": "/notices/",
    "password-change": "/accounts/password/change/",
    "protection": "/protection/",
    "not-found": "/no-such-page/",
    "reports": "/moderation/",
    "roles": "/roles/",
    "audit": "/audit/",
    "operations": "/operations/",
    "styleguide": "/styleguide/",
    "sign-in": "/accounts/login/",
    "password-reset": "/accounts/password/reset/",
}
ONLY_OUT = ("sign-in", "password-reset")
OFFICES = {"reports", "styleguide", "roles", "audit", "operations"}
# Who sees what: a visitor and a member their pages, the others what is theirs alone.
PEOPLE = {
    "out": set(PAGES) - OFFICES,
    "expert": set(PAGES) - {*OFFICES, *ONLY_OUT},
    "moderator": {"home", "reports"},
    "steward": {"home", "roles", "styleguide"},
    "auditor": {"home", "audit"},
    "admin": {"home", "operations"},
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


def sign_in(browser, site, name):
    """What a browser keeps of somebody who signed in; None for a visitor."""
    if name == "out":
        return None
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{name}@fora.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    if page.locator("[name=code]").count():
        page.fill("[name=code]", code_of(name))
        page.press("[name=code]", "Enter")
        page.wait_for_load_state()
    kept = context.storage_state()
    context.close()
    if not any(cookie["name"] == "sid" for cookie in kept["cookies"]):
        sys.exit(f"{name} could not sign in: throw {DEMO} away and try again.")
    return kept


def code_of(name):
    """What `make code` prints for a person of this demo, with eight seconds left to type it."""
    while True:
        command = [sys.executable, "manage.py", "code", name]
        environment = {**os.environ, "FORA_VAR": str(DEMO), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
        code, seconds = re.match(r"(\d{6})  \(for (\d+)", said).groups()
        if int(seconds) >= 8:
            return code
        time.sleep(int(seconds))


def addresses(browser, site, kept):
    """{page: address} as the expert finds them, so that everybody is pictured on the same ones."""
    context = browser.new_context(base_url=site, storage_state=kept)
    page, found = context.new_page(), {}
    for name, place in PAGES.items():
        found[name] = place if isinstance(place, str) else linked(page, found[place.listing], place)
    context.close()
    return found


def linked(page, listing, place):
    page.goto(listing)
    links = page.eval_on_selector_all("main a[href]", "links => links.map(link => link.getAttribute('href'))")
    fitting = list(dict.fromkeys(link.split("#")[0] for link in links if re.search(place.pattern, link.split("#")[0])))
    if len(fitting) <= place.place:
        sys.exit(f"{listing} has {len(fitting)} links like {place.pattern}, and number {place.place + 1} is wanted.")
    return fitting[place.place].split("?")[0] + place.then


class Photographer:
    """Takes all pages for one width, language, theme and person, and writes down what the browser complains of."""

    def __init__(self, browser, site, kept, variant):
        width, language, theme, self.person = variant
        self.folder = TARGET / f"{language}-{self.person}-{theme}-{width}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.context = browser.new_context(
            base_url=site,
            storage_state=kept,
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            reduced_motion="reduce",
        )
        self.page, self.complaints, self.name = self.context.new_page(), [], "language"
        self._choose(language)
        self.page.on("console", lambda message: message.type == "error" and self._complain(message.text))
        self.page.on("pageerror", lambda error: self._complain(str(error)))

    def _choose(self, language):
        """As a reader would, in the footer: who is signed in keeps a language with the account."""
        self.page.goto("/")
        self.page.locator(f"form[action='/language/'] [name=language][value={language}]").first.click()
        self.page.wait_for_load_state()

    def _complain(self, text):
        # The browser itself says so of every page that is rightly not there.
        if "the server responded with a status of 404" not in text:
            self.complaints.append(f"{self.folder.name}/{self.name}: {text}")

    def take(self, name, address):
        """One picture; a visitor gets none of what answers 404 but of the 404 itself."""
        self.name = name
        status = self.page.goto(address).status
        if status == 404 and name != "not-found" and self.person == "out":
            return 0
        if status != (404 if name == "not-found" else 200):
            self._complain(f"{address} answered {status}")
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        return 1


def main():
    chromium = chromium_path()
    if not chromium:
        sys.exit(f"Chromium is missing: {SERVICES['chromium'][1]}.")
    shutil.rmtree(TARGET, ignore_errors=True)
    complaints = []
    with demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        kept = {name: sign_in(browser, site, name) for name in PEOPLE}
        found = addresses(browser, site, kept["expert"])
        for variant in product(WIDTHS, LANGUAGES, THEMES, PEOPLE):
            photographer = Photographer(browser, site, kept[variant[3]], variant)
            taken = sum(photographer.take(name, found[name]) for name in PAGES if name in PEOPLE[variant[3]])
            photographer.context.close()
            complaints += photographer.complaints
            print(f"  {photographer.folder.name}: {taken} pictures", flush=True)
        browser.close()
    print(f"Pictures stand in {TARGET}.")
    if complaints:
        sys.exit("The browser complained:\n" + "\n".join(complaints))


if __name__ == "__main__":
    main()
