"""T20 for lessons: 400 hostile texts in every field of a lesson, in a real Chromium under the real policy."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.html import escape

from cms.ensure import library_section
from cms.models import Picture, PictureRendition, PictureText
from library.models import LessonPage
from library.models.lesson import PARTS
from tests.factories.files import picture
from tests.factories.library import blocks, fields, make_lesson
from tests.hostile.corpus import vectors
from tests.hostile.test_xss_in_browser import cut, pages, watch  # noqa: F401  (watch is a fixture)
from tests.hostile.watch import NOTHING

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def texts(length=2000):
    return [each.vector.replace("\x00", "")[:length] or "-" for each in vectors()]


def published(editor, found):
    """A published lesson whose discussion holds these blocks, past every form."""
    lesson = make_lesson(editor)
    lesson.discussion = blocks(*found)
    lesson.save()
    return lesson


BLOCKS = {
    "paragraph": lambda text, html: {"value": html},
    "heading": lambda text, html: {"value": text},
    "quote": lambda text, html: {"value": {"text": text, "source": text}},
    "callout": lambda text, html: {"value": text},
    "steps": lambda text, html: {"value": [text, text]},
    "table": lambda text, html: {"value": {"caption": text, "rows": f"| {text} | b |\n|---|---|\n| {text} | {html} |"}},
}


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_blocks(watch, editor, kind):  # noqa: F811
    """Rich text as if it had been stored raw; the others as their forms let them through."""
    lesson = make_lesson(editor)
    raw = [{"type": kind, **BLOCKS[kind](each.vector, each.html)} for each in vectors()]
    lesson.discussion = lesson.discussion.stream_block.to_python(raw)
    lesson.save()

    page = watch.open(lesson.get_absolute_url())

    assert page.locator("[data-part=recommendation]").count() == 1
    assert watch.seen == NOTHING


def test_pictures_with_what_they_show_in_words(watch, editor):  # noqa: F811
    first = Picture(title="Drawers", uploaded_by_user=editor)
    first.file.save("drawers.png", ContentFile(picture("png", size=(40, 30)).read()), save=False)
    first.width, first.height = 40, 30
    first.save()
    drawn = first.get_rendition("width-960")
    found = Picture.objects.bulk_create(
        Picture(title=text[:250], file=first.file.name, width=40, height=30, collection=first.collection)
        for text in texts()
    )
    PictureText.objects.bulk_create(
        PictureText(picture=each, language="en", alt=text[:300])
        for each, text in zip(found, texts(), strict=True)
        if text.strip()
    )
    PictureRendition.objects.bulk_create(
        PictureRendition(image=each, filter_spec="width-960", file=drawn.file.name, width=40, height=30)
        for each in found
    )
    lesson = published(
        editor,
        [("picture", {"picture": each, "caption": text[:300]}) for each, text in zip(found, texts(), strict=True)],
    )

    page = watch.open(lesson.get_absolute_url())

    assert page.locator("figure img").count() == 400
    assert watch.seen == NOTHING


def test_titles_summaries_and_jurisdictions(watch, editor):  # noqa: F811
    section = library_section("en", "members")
    for text in texts():
        section.refresh_from_db()
        details = fields(
            title=cut(text, LessonPage, "title"),
            summary=text[:500],
            jurisdiction=text[:200],
        )
        section.add_child(instance=LessonPage(**details, locale=section.locale, owner=editor, author=editor, live=True))
    LessonPage.objects.update(first_published_at=editor.joined_at)

    rows = sum(page.locator("li.noted h3").count() for page in pages(watch, reverse("library")))
    for lesson in LessonPage.objects.order_by("pk")[::20]:
        watch.open(lesson.get_absolute_url())

    assert rows == 400
    assert watch.seen == NOTHING


def test_the_editors_form(watch, editor, settings, live_server):  # noqa: F811
    """Wagtail's screens have a looser policy: there the texts must be harmless by themselves. Rich text is as its
    editor stores what is typed or pasted."""
    from django.test import Client

    client = Client()
    client.force_login(editor)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    watch.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    kinds = sorted(set(BLOCKS))
    for start in range(0, 400, 100):
        lesson = make_lesson(editor, title=cut(texts()[start], LessonPage, "title"), summary=texts()[start][:500])
        chosen = vectors()[start : start + 100]
        for place, part in enumerate(PARTS):
            raw = [
                {"type": kinds[number % 6], **BLOCKS[kinds[number % 6]](each.vector, f"<p>{escape(each.vector)}</p>")}
                for number, each in enumerate(chosen[place * 25 : place * 25 + 25])
            ]
            setattr(lesson, part, lesson.discussion.stream_block.to_python(raw))
        lesson.save()
        lesson.save_revision(user=editor)
        page = watch.page
        page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
        page.locator("[data-streamfield-child]").nth(80).wait_for(state="attached", timeout=60_000)
        page.wait_for_timeout(500)

    assert (watch.scripts, watch.left) == ([], [])
