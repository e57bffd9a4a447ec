"""A paper goes the whole way in a real Chromium: sent, told of, posted, read by the worker, found, read, downloaded."""

import re
import time

import pytest

from tests.factories import documents
from tests.journeys.test_stories import follow, search, send, start_topic

pytestmark = [pytest.mark.browser, pytest.mark.slow]
READ_WITHIN = 60  # seconds, on a busy machine
NOTICE = "This file says who made it, and whoever opens it can read that:"


def wait_until_read(page):
    text, since = f"/files/{page.locator('#kept-files [name=kept]').get_attribute('value')}/text/", time.monotonic()
    while "is being read" in page.request.get(text).text():
        assert time.monotonic() - since < READ_WITHIN, "The paper is not read."
        time.sleep(0.5)


@pytest.mark.parametrize("script", [True, False])
def test_a_paper_is_told_of_posted_read_found_at_its_page_and_downloaded(visit, look, script):
    word = "quernstone" if script else "whetstone"
    bytes_sent = documents.pdf(
        "A preface.", "Of other things.", f"The {word} lay beside the well.", author="Ines Weber"
    ).read()
    paper = {"name": f"{word.title()} survey.pdf", "mimeType": "application/pdf", "buffer": bytes_sent}
    expert, trainer = visit("expert", script=script), visit("trainer", script=script)
    topic = start_topic(
        expert, "Witness protection and support", f"Who knows the survey of {word[:5]}?", "Where is it?"
    )

    trainer.goto(topic)
    trainer.fill("form.post-body [name=body]", "It is here.")
    trainer.set_input_files("[name=uploads]", files=[paper])
    send(trainer)
    if trainer.locator("#kept-files [name=waited]").count():  # on a busy machine; sent at once, it would be posted
        wait_until_read(trainer)
        send(trainer)
    told = trainer.locator("#kept-files .alert")
    assert (NOTICE in told.inner_text(), told.locator("dd").all_inner_texts()) == (True, ["Ines Weber"])
    assert trainer.locator("form.post-body [name=body]").input_value() == "It is here."
    if script:
        look(trainer)
    send(trainer)
    assert trainer.locator("#p2 ul.files").count() == 1

    since = time.monotonic()
    while not any(key.startswith("document:") for key in search(expert, word)):
        assert time.monotonic() - since < READ_WITHIN, "The paper is not found."
        time.sleep(0.5)
    hit = expert.locator("article.result[data-key^='document:']")
    assert hit.locator("h2").inner_text() == f"{word.title()} survey"
    assert hit.locator(".meta a").first.inner_text() == "page 3"
    if script:
        look(expert)
    follow(hit.locator("h2 a"))

    assert re.search(rf"/files/[a-z0-9]+/text/\?page=3&q={word}#page3$", expert.url)
    assert expert.locator("#page3 mark").all_inner_texts() == [word]
    assert "Ines Weber" not in expert.content()
    if script:
        look(expert)
    with expert.expect_download() as download:
        expert.get_by_role("link", name="Download the original").click()
    assert download.value.path().read_bytes() == bytes_sent
