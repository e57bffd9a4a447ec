"""What a tab forgets when somebody signs out, with the script that every page has and two forms alone."""

import pytest

from tests.journeys.alone import HOST
from tests.run.processes import ROOT

pytestmark = pytest.mark.slow
PAGE = """<!doctype html><form id="other"><button>Save</button></form>
<form id="out" data-forgets><button>Sign out</button></form><script type="module" src="/main.js"></script>"""
STAY = "document.addEventListener('submit', (event) => event.preventDefault())"


@pytest.fixture
def page(chromium):
    script = (ROOT / "site" / "static" / "js" / "main.js").read_text()
    context = chromium.new_context(base_url=HOST)
    context.route(f"{HOST}/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    context.route(f"{HOST}/main.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page = context.new_page()
    page.goto("/")
    page.wait_for_load_state()  # a module has run by then
    yield page
    context.close()


def test_signing_out_leaves_no_text_in_the_tab_and_another_form_does(page):
    page.evaluate(STAY)
    page.evaluate("sessionStorage.setItem('draft:board:b', 'Half a thought')")

    page.click("#other button")
    before = page.evaluate("sessionStorage.length")
    page.click("#out button")

    assert (before, page.evaluate("sessionStorage.length")) == (1, 0)
