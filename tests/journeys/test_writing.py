"""What the composer does for who writes in a real Fora: drafts that survive, and files that are pasted and dropped."""

import pytest

from tests.factories.files import picture
from tests.journeys.conftest import sign_in
from tests.journeys.test_stories import follow, start_topic

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOARD = "Building and presenting cases"
KEPT = "[data-said]:not([hidden])"
# As a browser does when somebody pastes, or lets fall, a picture over the text.
GIVE = """([kind, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
  const options = {bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data};
  const event = kind === "paste" ? new ClipboardEvent(kind, options) : new DragEvent(kind, options);
  document.querySelector(".composer [name=body]").dispatchEvent(event);
}"""


def test_a_draft_survives_a_lost_session_and_is_there_on_another_device(visit, look):
    expert, newcomer, phone = visit("expert"), visit("newcomer"), visit("newcomer", width=360)
    topic = start_topic(expert, BOARD, "Who keeps half a thought?", "Somebody should.")
    newcomer.goto(topic)
    newcomer.fill(".composer [name=body]", "Half a thought, and")
    newcomer.locator(KEPT).wait_for()
    newcomer.context.clear_cookies(name="sid")
    newcomer.goto("/accounts/login/")
    sign_in(newcomer, "newcomer")
    newcomer.goto(topic)
    look(newcomer)
    assert newcomer.locator(".composer [name=body]").input_value() == "Half a thought, and"

    phone.goto(topic)
    look(phone)
    assert phone.locator(".composer [name=body]").input_value() == "Half a thought, and"
    phone.locator(".composer [name=body]").press("Control+End")
    phone.keyboard.type(" the other half.")
    with phone.expect_navigation():
        phone.keyboard.press("Control+Enter")

    assert phone.locator("#p2 .flow .flow").first.inner_text() == "Half a thought, and the other half."
    assert phone.locator(".composer [name=body]").input_value() == ""
    newcomer.goto("/forum/drafts/")
    look(newcomer)
    assert "Who keeps half a thought?" not in newcomer.locator("main").inner_text()


def test_a_picture_is_pasted_and_another_let_fall_and_both_show_how_far_they_are(visit, look):
    expert, held = visit("expert"), []
    topic = start_topic(expert, BOARD, "Two plans of one room", "Here they come.")
    expert.goto(topic)
    expert.fill(".composer [name=body]", "Which door?")
    expert.route("**/files/upload/", lambda route, _request: held.append(route))
    bar = expert.locator(".composer [data-sending]")
    for kind, name in (("paste", "north.png"), ("drop", "south.png")):
        expert.evaluate(GIVE, [kind, name, [*picture("png").getvalue()]])
        bar.locator("progress").wait_for()
        expert.wait_for_timeout(100)
        held.pop().continue_()
        expert.locator(".composer [data-arrived] bdi", has_text=name).wait_for()
        bar.wait_for(state="hidden")
    look(expert)

    follow(expert.locator("form.post-body .send button[data-kind=primary]"))

    assert expert.locator("#p2 ul.files bdi").all_inner_texts() == ["north.png", "south.png"]
    look(expert)
