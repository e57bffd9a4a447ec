"""The editors' form in a real Chromium: what one types is kept by itself, files come along, the preview shows it."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.ensure import library_section
from files.models import StoredFile
from library.models import LessonPage
from tests.hostile.watch import NOTHING, Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000  # milliseconds


@pytest.fixture
def watch(chromium, live_server, trainer, settings):
    client = Client()
    client.force_login(trainer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    context.set_default_timeout(PATIENCE)
    yield Watch(context, live_server.url)
    context.close()


def test_a_lesson_is_kept_while_it_is_written_and_previewed(watch, trainer):
    complaints = []
    page = watch.page
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    section = library_section("en", "members")
    page.goto(watch.home + reverse("wagtailadmin_pages:add", args=["library", "lessonpage", section.pk]))
    page.wait_for_timeout(3000)  # Wagtail notes first what stood in the form before anybody typed
    page.fill("[name=title]", "Ask the clerk")
    page.fill("[name=summary]", "Nobody had asked her.")
    paper = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"What the clerk said."}
    page.set_input_files("[name=files-sent]", files=[paper])
    page.get_by_text("Saved", exact=True).first.wait_for()

    page.locator("[data-side-panel-toggle=preview]").click()
    shown = page.frame_locator("iframe[id*=preview], iframe[title*=review]").first
    shown.locator("h1", has_text="Ask the clerk").wait_for()
    shown.locator("ul.files", has_text="notes.txt").wait_for()
    page.goto(watch.home + reverse("wagtailadmin_pages:edit", args=[LessonPage.objects.get().pk]))
    page.locator("[name=files-removed]").wait_for()

    lesson = LessonPage.objects.get()
    assert (lesson.title, lesson.owner, lesson.live) == ("Ask the clerk", trainer, False)
    assert [row.file.name for row in lesson.attachments.all()] == ["notes.txt"]
    assert StoredFile.objects.count() == 1
    assert complaints == []
    assert watch.seen == NOTHING
