"""A whole Fora with its demo (supervisor, web server, worker), and people in browsers: what stories need.

    def test_something(visit, axe):
        page = visit("expert", language="ar", width=360)
        page.goto("/forum/")
        assert axe(page) == []

Every page of `visit` is watched: an error in its console, a breach of its policy, a request that leaves the host or a
resource that fails makes the test fail when it ends.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe

from core import parent
from tests.run.processes import ROOT, SUPERVISOR, answers, environment, eventually, free_port, manage
from tests.search.conftest import index  # noqa: F401  (a fixture)
from tests.thesaurus.conftest import thesaurus  # noqa: F401  (a fixture)

PASSWORD = "eleven patient herons"
START, END = 180, 20  # seconds
LEFT = 8  # seconds that a code must be good for when it is typed
RECENT = 200  # seconds since somebody signed in, of the 300 after which an export asks once more
AXE = Axe().axe_script
RUN_AXE = """async rules => {
  const only = rules.length ? {runOnly: rules} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], ...only});
  return found.violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.join(" ")}`));
}"""
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# Who came today and has written nothing: `asker.en@fora.example` and the like.
ADMIT = f"""
from members.actions import admit
for language in ("en", "ar"):
    for name in ("asker", "second", "follower"):
        about = dict(email=name + "." + language + "@fora.example", name=name.title(), language=language)
        admit(**about, password="{PASSWORD}", by=None)
"""
LISTEN = """addEventListener("securitypolicyviolation", event =>
  console.error(`breach of ${event.effectiveDirective}: ${event.blockedURI}`), true);"""


@dataclass
class Site:
    """Where Fora runs, and the cookies of those who have signed in."""

    url: str
    var: object
    kept: dict = field(default_factory=dict)
    entered: dict = field(default_factory=dict)  # when each person last signed in


@pytest.fixture(scope="session")
def site(migrated, tmp_path_factory):
    """Fora as `make run` starts it, with its demo, in a folder of its own; one for each testing process."""
    var, port = tmp_path_factory.mktemp("site"), free_port()
    shutil.copy(migrated, var)
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "FORA_DEMO_PASSWORD": PASSWORD}
    process = subprocess.Popen(
        SUPERVISOR,
        cwd=ROOT,
        env={**environment(var, port), **settings, parent.VARIABLE: str(os.getpid())},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert eventually(lambda: answers(port) or process.poll() is not None, START)
    assert process.poll() is None, "Fora did not start: the reason stands above."
    yield Site(f"http://localhost:{port}", var)
    process.send_signal(signal.SIGTERM)
    process.wait(END)


@pytest.fixture(scope="session")
def shell(site):
    """shell(code): what no page does, as who came today and what a scanner says, run beside this site."""

    def run(code):
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        done = manage(site.var, "shell", "-v", "0", "-c", code, **settings)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def fresh(shell):
    """fresh(name, language) -> a new member to `visit` as, who writes in this language: asker, second or follower."""
    shell(ADMIT)
    return lambda name, language: f"{name}.{language}"


@pytest.fixture
def visit(site, chromium):
    """visit(person, language=, theme=, width=, script=) -> a watched page of that person's (None: signed out).

    recently: signed in so short a time ago that nothing asks for it again.
    person: the word before @fora.example. Addresses may be given to `goto` without the host.
    """
    contexts, trouble = [], []

    def open_page(person=None, *, language="en", theme="light", width=1280, script=True, recently=False):
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": site.url}])
        page = context.new_page()
        if person:
            _enter(page, site, person, recently)
            _speak(page, language)
        _watch(context, site.url, trouble)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def page(chromium, live_server, settings):
    """A page on a phone, of a site whose database the test can reach; its browser has a device that makes passkeys
    (Chromium's virtual one). Watched as those of `visit` are."""
    settings.BASE_URL = live_server.url
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 800}, reduced_motion="reduce"
    )
    page, trouble = context.new_page(), []
    _watch(context, live_server.url, trouble)
    page.device = context.new_cdp_session(page)
    page.device.send("WebAuthn.enable")
    page.key = page.device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
    yield page
    context.close()
    assert trouble == []


@pytest.fixture(scope="session")
def axe():
    """axe(page) -> what axe finds wrong, each as "rule: where"; axe(page, "color-contrast") asks one rule alone."""

    def run(page, *rules):
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE)
        return page.evaluate(RUN_AXE, list(rules))

    return run


@pytest.fixture
def look(axe):
    """look(page): nothing that axe knows is wrong on it. Told at the end of the story, all pages together."""
    wrong = {}

    def at(page):
        if found := axe(page):
            wrong[page.url] = found

    yield at
    assert wrong == {}


def sign_in(page, person, password=PASSWORD, site=None):
    """Fill in and send the page's form for signing in, and the second one where a code is asked for."""
    page.fill("[name=login]", f"{person}@fora.example")
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    if page.locator("[name=code]").count():
        page.fill("[name=code]", code_of(site, person))
        with page.expect_navigation():
            page.press("[name=code]", "Enter")


def code_of(site, person):
    """What `make code` prints for a person of this site, with ten seconds left to use it."""
    command = [sys.executable, "manage.py", "code", person]
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    while True:
        done = subprocess.run(
            command, cwd=ROOT, env={**environment(site.var), **settings}, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        code, seconds = re.match(r"(\d{6})  \(for (\d+)", done.stdout).groups()
        if int(seconds) >= LEFT:
            return code
        time.sleep(int(seconds))


def _enter(page, site, person, recently):
    """With the cookies of last time, or through the form: signing in is limited to a few times a minute."""
    if recently and time.monotonic() - site.entered.get(person, 0) > RECENT:
        site.kept.pop(person, None)
    page.context.add_cookies(site.kept.get(person, []))
    page.goto("/accounts/login/")
    if page.locator("[name=login]").count():
        sign_in(page, person, site=site)
        site.entered[person] = time.monotonic()
        site.kept[person] = [each for each in page.context.cookies() if each["name"] != "language"]
    assert page.locator("details.menu summary").first.is_visible()


def _speak(page, language):
    if page.locator("html").get_attribute("lang") != language:
        with page.expect_navigation():
            page.locator(f"form.choices button[value={language}]").click()


def _watch(context, home, trouble):
    context.add_init_script(LISTEN)
    context.on("weberror", lambda error: trouble.append(f"script: {error.error}"))
    context.on("console", lambda message: _note_console(message, trouble))
    context.on("request", lambda request: _note_request(request, home, trouble))
    context.on("response", lambda response: _note_response(response, trouble))


def _note_console(message, trouble):
    # A page that answers 404 or 403 is no trouble in itself; resources are looked at below.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        trouble.append(f"console: {message.text} ({message.location})")


def _note_request(request, home, trouble):
    if not request.url.startswith((f"{home}/", "blob:", "data:")):
        trouble.append(f"left for {request.url}")


def _note_response(response, trouble):
    is_answer = response.request.resource_type in ("document", "fetch")
    if response.status >= (500 if is_answer else 400):
        trouble.append(f"{response.status}: {response.url}")
