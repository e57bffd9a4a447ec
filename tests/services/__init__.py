"""Real services for the tests. One that is missing is said aloud and skips what needs it; under
FORA_REQUIRE_SERVICES=1 it fails instead. `require("chromium")`, or the fixture `chromium`, is all a test needs."""

import os
import shutil
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from core.catalogues import compile_stale
from tests.services import clamd, elasticsearch, isolation, postgresql, redis, sharing

SHARED = Path(__file__).parents[3] / "shared" / "data"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# In a container it has no user namespaces of its own, and little shared memory.
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage"]
MAC_BROWSER = Path("/Applications/Chromium.app/Contents/MacOS/Chromium")
missing = {}


def chromium_path():
    """Where Chromium is, or None: FORA_CHROMIUM, the path, or macOS's usual place. None is ever downloaded."""
    named = os.environ.get("FORA_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return named or (str(MAC_BROWSER) if MAC_BROWSER.exists() else None)


def shared(*parts):
    """The path of a file or folder of ../shared/data, or None where it is missing."""
    path = SHARED.joinpath(*parts)
    return path if path.exists() else None


SHARED_ADVICE = f"put the collected files beside the repository, in {SHARED}"
# What a test may require: how to find it, and what to do where it is missing.
SERVICES = {
    "chromium": (chromium_path, "install Debian's package chromium, or name one with FORA_CHROMIUM"),
    "postgresql": (postgresql.find, postgresql.ADVICE),
    "redis": (redis.find, redis.ADVICE),
    "elasticsearch": (elasticsearch.find, elasticsearch.ADVICE),
    "clamd": (clamd.find, clamd.ADVICE),
    "isolation": (isolation.find, isolation.ADVICE),
    "hostile files": (partial(shared, "bad", "files"), SHARED_ADVICE),
    "hostile texts": (partial(shared, "bad", "xss_sample.jsonl"), SHARED_ADVICE),
    "judged collections": (partial(shared, "ir"), SHARED_ADVICE),
}


def require(name):
    """What the service is reached by. Where it is missing the test is skipped, or fails if services are required."""
    find, advice = SERVICES[name]
    found = find()
    if found:
        return found
    if os.environ.get("FORA_REQUIRE_SERVICES") == "1":
        pytest.fail(f"{name} is missing: {advice}", pytrace=False)
    pytest.skip(f"{name} is missing: {advice}")


@pytest.fixture(scope="session")
def chromium():
    """A real browser (playwright, synchronous), one for each testing process."""
    path = require("chromium")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the ORM is used beside it, never inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def elastic():
    """A real Elasticsearch as settings.SEARCH has it, one for each testing process."""
    require("elasticsearch")
    with elasticsearch.running() as found:
        yield elasticsearch.servers(found["FORA_TEST_SEARCH_URL"])


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # once, before parallel processes start
        compile_stale(settings.LOCALE_PATHS[0])


def pytest_collection_modifyitems(config, items):
    """Whatever drives the browser, by marker or by fixture, is marked so and asks for it first."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if hasattr(config, "workerinput"):  # one of several processes
        sharing.waiting_first(items)


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser"):
        require("chromium")


def pytest_terminal_summary(terminalreporter):
    """Say aloud, once for each service, how many tests did not run for want of it."""
    for report in terminalreporter.stats.get("skipped", []):
        for name, (_find, advice) in SERVICES.items():
            if f"{name} is missing" in str(report.longrepr):
                missing.setdefault((name, advice), []).append(report.nodeid)
    for (name, advice), tests in missing.items():
        terminalreporter.write_line(
            f"NOT TESTED: {name} is missing, so {len(tests)} tests were skipped. {advice}.", red=True
        )


def pytest_unconfigure(config):
    shutil.rmtree(settings.VAR, ignore_errors=True)  # config.settings.test made it for this process alone
