"""What a document says of its makers is shown to its sender before any version of a lesson is saved with it."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cms.ensure import library_section
from files.models import StoredFile
from library.actions import publish_lesson
from library.models import LessonFile, LessonPage
from tests.factories.files import content, stored
from tests.factories.library import form_data, make_draft
from tests.factories.texts import read_as

pytestmark = pytest.mark.django_db
NOTICE = "This file says who made it, and whoever opens it can read that:"
HELD_BACK = "Nothing is saved yet. Please look at what your files say of those who made them; then save once more."


@pytest.fixture(autouse=True)
def no_patience(settings):
    settings.READING_PATIENCE = 0


@pytest.fixture
def named(trainer):
    return read_as(stored(trainer, "docx", name="plan.docx"), "Text", found={"creator": "Ines Weber", "company": "ZPK"})


def add_url():
    return reverse("wagtailadmin_pages:add", args=["library", "lessonpage", library_section("en", "members").pk])


def edit_url(lesson):
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


def box(response):
    """The field of files as it stands in the form. Wagtail's script data hold a copy, in signs of their own."""
    return response.content.decode().split('<div class="lesson-files">')[1]


def hidden(response, name):
    return re.findall(rf'<input type="hidden" name="files-{name}" value="([a-z0-9]+)">', box(response))


def errors(response):
    return [str(error) for error in response.context["form"].errors.get("files", [])]


def paper(kind="docx", name=""):
    return SimpleUploadedFile(name or f"plan.{kind}", content(kind).read())


@pytest.mark.parametrize("action", ["", "action-submit"])
def test_the_first_saving_comes_back_with_what_the_file_says_and_nothing_is_lost(as_trainer, named, action):
    response = as_trainer.post(add_url(), form_data(waiting=[named.ref], title="Still here", action=action))

    html = box(response)
    assert (errors(response), LessonPage.objects.exists()) == ([HELD_BACK], False)
    assert (html.count(NOTICE), html.count("Ines Weber"), html.count("ZPK")) == (1, 1, 1)
    assert response.context["form"]["title"].value() == "Still here"
    assert re.findall(r'name="files-waiting" value="([a-z0-9]+)" checked', html) == [named.ref]
    assert (hidden(response, "told"), hidden(response, "waited")) == ([named.ref], [])


@pytest.mark.parametrize("action", ["", "action-submit"])
def test_saved_once_more_the_lesson_brings_it_along(as_trainer, named, action):
    response = as_trainer.post(add_url(), form_data(waiting=[named.ref], told=[named.ref], action=action))

    named.refresh_from_db()
    assert (response.status_code, named.holder) == (302, f"lessonfile:{LessonFile.objects.get().ref}")


def test_without_the_file_it_is_saved_at_once(as_trainer, named):
    response = as_trainer.post(add_url(), form_data(told=[named.ref]))

    named.refresh_from_db()
    assert (response.status_code, named.holder) == (302, "")


def test_having_been_told_of_one_file_says_nothing_of_another(as_trainer, trainer, named):
    second = read_as(stored(trainer, "pdf", name="b.pdf"), "Text", found={"manager": "Kestrel"})

    response = as_trainer.post(add_url(), form_data(waiting=[named.ref, second.ref], told=[named.ref]))

    assert (errors(response), set(hidden(response, "told"))) == ([HELD_BACK], {named.ref, second.ref})


@pytest.mark.parametrize("found", [{}, {"program": "LibreOffice"}, {"title": "Plan", "created": "2026-01-01"}])
def test_what_names_nobody_is_saved_at_once(as_trainer, trainer, found):
    file = read_as(stored(trainer, "docx", name="plan.docx"), "Text", found=found)

    assert as_trainer.post(add_url(), form_data(waiting=[file.ref])).status_code == 302


@pytest.mark.parametrize("kind", ["txt", "png"])
def test_what_has_no_such_fields_is_saved_at_once(as_trainer, kind):
    response = as_trainer.post(add_url(), form_data(files=[paper(kind)]))

    assert (response.status_code, StoredFile.objects.get().name) == (302, f"plan.{kind}")


def test_what_is_still_being_read_comes_back_once_and_then_may_go(as_trainer):
    first = as_trainer.post(add_url(), form_data(files=[paper()]))
    file = StoredFile.objects.get()

    assert (errors(first), hidden(first, "waited")) == ([HELD_BACK], [file.ref])
    assert box(first).count("Its text is being read.") == 1
    assert as_trainer.post(add_url(), form_data(waiting=[file.ref], waited=[file.ref])).status_code == 302


def test_read_meanwhile_it_is_told_of_once_more(as_trainer):
    as_trainer.post(add_url(), form_data(files=[paper()]))
    file = read_as(StoredFile.objects.get(), "Text", found={"creator": "Ines Weber"})

    response = as_trainer.post(add_url(), form_data(waiting=[file.ref], waited=[file.ref]))

    assert (errors(response), hidden(response, "told")) == ([HELD_BACK], [file.ref])


def test_read_after_a_draft_was_saved_with_it_it_is_told_of_before_the_lesson_is_submitted(as_trainer, trainer):
    file = stored(trainer, "docx", name="plan.docx")
    draft = make_draft(trainer, files=[file])
    read_as(file, "Text", found={"creator": "Ines Weber"})

    response = as_trainer.post(edit_url(draft), form_data(action="action-submit"))

    assert (errors(response), hidden(response, "told")) == ([HELD_BACK], [file.ref])
    assert as_trainer.post(edit_url(draft), form_data(action="action-submit", told=[file.ref])).status_code == 302
    assert LessonPage.objects.get().current_workflow_state.status == "in_progress"


def test_a_form_that_is_opened_tells_it_and_then_it_is_saved_at_once(as_trainer, trainer, named):
    draft = make_draft(trainer, files=[named])

    opened = as_trainer.get(edit_url(draft))

    assert (box(opened).count(NOTICE), hidden(opened, "told")) == (1, [named.ref])
    assert as_trainer.post(edit_url(draft), form_data(told=hidden(opened, "told"))).status_code == 302


def test_what_is_removed_holds_nothing_back(as_trainer, trainer, named):
    draft = make_draft(trainer, files=[named])

    assert as_trainer.post(edit_url(draft), form_data(removed=[named.ref])).status_code == 302


def test_saving_in_the_background_waits_for_it_too(as_trainer, named):
    background = {"accept": "application/json"}

    held_back = as_trainer.post(add_url(), form_data(waiting=[named.ref]), headers=background)
    told = as_trainer.post(add_url(), form_data(waiting=[named.ref], told=[named.ref]), headers=background)

    assert (json.loads(held_back.content)["success"], json.loads(told.content)["success"]) == (False, True)
    assert LessonPage.objects.get().attachments.get().file == named


def test_a_preview_shows_the_file_and_asks_nothing(as_trainer, trainer, named):
    draft = make_draft(trainer)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])

    ready = as_trainer.post(url, form_data(waiting=[named.ref]))

    assert json.loads(ready.content) == {"is_valid": True, "is_available": True}
    assert [file.name for file in as_trainer.get(url).context["files"]] == ["plan.docx"]
    named.refresh_from_db()
    assert named.holder == ""


def test_what_the_file_says_stays_text(as_trainer, trainer):
    file = read_as(stored(trainer, "docx", name="a.docx"), "Text", found={"creator": "<script>alert(1)</script>"})

    html = as_trainer.post(add_url(), form_data(waiting=[file.ref])).content.decode()

    assert (html.count("<script>alert"), html.count("&lt;script&gt;alert(1)")) == (0, 1)


def test_readers_of_the_lesson_are_not_told_what_the_file_says(as_member, trainer, editor, named):
    lesson = publish_lesson(make_draft(trainer, files=[named]), by=editor)

    for address in (lesson.get_absolute_url(), f"/files/{named.ref}/text/"):
        page = as_member.get(address).content.decode()
        assert (page.count("plan.docx") > 0, page.count("Ines Weber")) == (True, 0)


def test_what_the_scanner_found_harmful_is_refused_in_words(as_trainer, trainer):
    file = stored(trainer, "docx", name="plan.docx")
    StoredFile.objects.filter(pk=file.pk).update(
        state="waiting", finding="infected", scanned_at=timezone.now(), queued_at=None
    )

    response = as_trainer.post(add_url(), form_data(waiting=[file.ref]))

    assert errors(response) == ["plan.docx: The virus scanner found harmful code in this file, so it can’t be used."]


def test_what_is_still_scanned_is_on_the_form_without_a_link_and_comes_once(as_trainer, trainer):
    file = stored(trainer, "txt", name="plan.txt")
    draft = make_draft(trainer, files=[file])
    StoredFile.objects.filter(pk=file.pk).update(state="waiting", queued_at=timezone.now())

    opened = box(as_trainer.get(edit_url(draft)))
    as_trainer.post(edit_url(draft), form_data(files=[paper("txt")]))

    assert (opened.count("plan.txt") > 0, opened.count(file.get_absolute_url())) == (True, 0)
    assert opened.count("Being checked for viruses; until then only you see that it is here.") == 1
    assert (StoredFile.objects.count(), draft.get_latest_revision_as_object().attachments.count()) == (1, 1)
