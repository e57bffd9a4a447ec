"""T20 for documents: 400 hostile texts as what was read in a file, its headings and name, and what it says of who made
it, in a real Chromium under the real policy."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.things import key_of
from files.extraction.fields import PEOPLE
from files.models import DocumentPage, StoredFile
from search.engine import engine
from search.rebuild import rebuild
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_draft
from tests.factories.texts import hung, read_as
from tests.hostile.corpus import vectors
from tests.hostile.test_xss_in_browser import cut, pages, watch  # noqa: F401  (watch is a fixture)
from tests.hostile.watch import NOTHING

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KEPT_AT_ONCE = 10


def texts(length=2000):
    return [each.vector.replace("\x00", "")[:length] or "-" for each in vectors()]


def said_of_makers():
    """What 80 files say of who made them: five texts each."""
    said = iter(texts(300))
    return [{name: f"canary {next(said)}" for name in PEOPLE} for _ in range(400 // len(PEOPLE))]


@pytest.fixture
def post(member):
    return make_reply(make_topic(make_board(), by=member), member)


@pytest.mark.parametrize("type_name", ["pdf", "docx", "xlsx"])
def test_pages_and_headings(watch, member, post, type_name, monkeypatch):  # noqa: F811
    monkeypatch.setattr("files.reading.AT_ONCE", 1000)  # so that each text stands among all the others
    monkeypatch.setattr("files.reading.MOST_MARKED", 10**7)
    said = [(text[:200], f"canary {text}\n\n{each.html}".replace("\x00", ""))
            for text, each in zip(texts(), vectors(), strict=True)]  # fmt: skip
    file = hung(post, *said, by=member, type_name=type_name, name=f"paper.{type_name}")

    page = watch.open(f"{file.text_url()}?q=canary")

    assert page.locator("section.sheet").count() == 400
    assert page.locator("section.sheet mark").count() >= 400
    assert page.locator("aside nav li").count() == 100
    assert watch.seen == NOTHING


def test_names_in_a_list_and_as_the_title_of_a_text_and_all_of_it_as_hits(
    watch, member, post, settings, tmp_path  # noqa: F811
):  # fmt: skip
    settings.INDEX_ROOT, settings.SEARCHES_PER_MINUTE = tmp_path / "index", 10**6
    now = timezone.now()
    files = StoredFile.objects.bulk_create(
        StoredFile(name=cut(f"canary {text}", StoredFile, "name"), type="docx", size=1, path=f"hostile/{number}",
                   sha256="0", sha256_sent="0", uploader=member, holder=key_of(post), audience_id="members",
                   attached_at=now, read_at=now, reading="read", page_count=2)
        for number, text in enumerate(texts())
    )  # fmt: skip
    DocumentPage.objects.bulk_create(
        DocumentPage(file=file, number=number, heading=text[:200], text=f"finch {text}", language="en")
        for file, text in zip(files, texts(), strict=True)
        for number in (1, 2)
    )
    rebuild()

    watch.open(post.get_absolute_url())
    listed = watch.page.locator("ul.files li").count()
    for file in files[::20]:
        watch.open(file.text_url())
    shown = [
        sum(page.locator("article[data-key]").count() for page in pages(watch, f"/search/?kind=document&q={word}"))
        for word in ("canary", "finch")
    ]
    engine().close()

    assert (listed, shown) == (400, [400, 400])
    assert watch.seen == NOTHING


def test_what_files_say_of_their_makers_before_they_are_posted(watch, member, post):  # noqa: F811
    files = [read_as(stored(member, "docx", name="a.docx"), "Text", found=found) for found in said_of_makers()]
    shown = 0
    for start in range(0, len(files), KEPT_AT_ONCE):
        page = watch.open(post.topic.get_absolute_url())
        page.fill(".composer [name=body]", "See these.")
        page.evaluate(
            """refs => { for (const ref of refs) {
                 const field = document.createElement("input");
                 field.type = "hidden"; field.name = "kept"; field.value = ref;
                 document.querySelector("form.post-body").append(field); } }""",
            [file.ref for file in files[start : start + KEPT_AT_ONCE]],
        )
        with page.expect_navigation():
            page.locator("form.post-body .send button[data-kind=primary]").click()
        watch.look()
        shown += page.locator("dl.named dd", has_text="canary").count()

    assert shown == 400
    assert watch.seen == NOTHING


def test_what_files_say_of_their_makers_in_the_editors_form(watch, trainer, settings, live_server):  # noqa: F811
    """Wagtail's screens have a looser policy: there the texts must be harmless by themselves."""
    client = Client()
    client.force_login(trainer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    watch.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    files = [read_as(stored(trainer, "docx", name="a.docx"), "Text", found=found) for found in said_of_makers()]
    draft = make_draft(trainer, files=files)

    page = watch.page
    page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    page.wait_for_timeout(3000)

    assert page.locator("dl.named dd", has_text="canary").count() == 400
    assert (watch.scripts, watch.left) == ([], [])
