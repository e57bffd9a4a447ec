"""What the script keeps of a text that is not sent, in a browser that has the script and one form alone."""

import re

import pytest

from tests.journeys.alone import alone

pytestmark = pytest.mark.slow
FORM = """<form data-alone data-drafts="/drafts/" data-offline>
<input type="hidden" name="place" value="board:b"><input type="hidden" name="writer" value="w:1">
<input type="hidden" name="draft"><input name="title"><textarea name="body"></textarea>
<details><summary>By name</summary><label><input type="radio" name="attribution" value="name" checked>Name</label>
<label><input type="radio" name="attribution" value="nobody">Nobody</label></details>
<select name="handling"><option value="community">Community</option><option value="strict">Strict</option></select>
<p data-said data-kept="Kept." data-here="Here." data-back="Back." data-failed="Failed." hidden></p></form>"""


@pytest.fixture
def kept():
    """What the server was sent to keep: [{name: [values]}]."""
    return []


@pytest.fixture
def form():
    """The piece of the page."""
    return FORM


@pytest.fixture
def page(chromium, kept, form):
    with alone(chromium, "draft", form, drafts=lambda route: _keep(route, kept)) as page:
        yield page


def _keep(route, kept):
    kept.append(dict(re.findall(r'name="(\w+)"\r\n\r\n([^\r]*)', route.request.post_data)))
    route.fulfill(status=204, headers={"Draft-Version": str(len(kept)), "Draft-Other": "no"})


def pause(page, says):
    page.clock.run_for(5000)
    page.get_by_text(says, exact=True).wait_for()


def test_how_a_text_is_signed_and_labelled_is_kept_though_it_is_chosen_after_the_text(page, kept):
    page.fill("[name=body]", "Half a thought")
    pause(page, "Kept.")
    page.select_option("[name=handling]", "strict")
    with page.expect_response("**/drafts/"):
        page.clock.run_for(5000)

    assert [each["handling"] for each in kept] == ["community", "strict"]


def test_a_title_without_a_text_is_kept(page, kept):
    page.fill("[name=title]", "Chain of custody")
    pause(page, "Kept.")

    assert [each["title"] for each in kept] == ["Chain of custody"]


def test_what_this_tab_alone_kept_comes_back_as_it_was_signed_and_labelled(page):
    page.route("**/drafts/", lambda route: route.abort())
    page.fill("[name=body]", "Half a thought")
    page.locator("summary").click()
    page.check("[value=nobody]")
    page.select_option("[name=handling]", "strict")
    pause(page, "Here.")

    page.reload()
    page.get_by_text("Back.", exact=True).wait_for()

    fields = "[name=body]", "[name=attribution]:checked", "[name=handling]"
    assert [page.locator(field).input_value() for field in fields] == ["Half a thought", "nobody", "strict"]
    assert page.locator("details").get_attribute("open") == ""


def test_what_this_tab_alone_kept_is_gone_once_it_is_sent_and_was_never_kept_for_longer(page):
    page.route("**/drafts/", lambda route: route.abort())
    page.fill("[name=body]", "Half a thought")
    pause(page, "Here.")
    kept_here = stored(page)

    page.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    page.evaluate("document.forms[0].requestSubmit()")

    assert kept_here == [1, 0]
    assert stored(page) == [0, 0]


@pytest.mark.parametrize("form", [FORM.replace(" data-offline", "")])
def test_of_a_place_whose_texts_leave_no_trace_nothing_is_kept_on_the_machine(page):
    page.route("**/drafts/", lambda route: route.abort())
    page.fill("[name=body]", "Half a thought")
    pause(page, "Failed.")

    assert stored(page) == [0, 0]


def stored(page):
    return page.evaluate("[sessionStorage.length, localStorage.length]")
