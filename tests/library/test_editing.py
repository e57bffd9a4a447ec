"""The editors' form: a trainer writes a whole lesson in it, and it tells nobody what they may not know."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.ensure import library_section
from files.models import StoredFile
from library import actions
from library.models import LessonFile, LessonPage, Submission
from members.actions import choose_language
from tests.factories.files import stored
from tests.factories.forum import make_board, make_topic
from tests.factories.library import form_data, make_draft, make_lesson
from tests.factories.thesaurus import load as load_thesaurus
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db


def add_url(language="en", audience="members"):
    return reverse("wagtailadmin_pages:add", args=["library", "lessonpage", library_section(language, audience).pk])


def edit_url(lesson):
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


def paper(name="notes.txt", text="Plain words."):
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")


def errors_in(response):
    """The messages that the form shows, without the marks around them."""
    found = re.findall(r'<p class="error-message">(.*?)</p>', response.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


@pytest.fixture
def phase():
    load_thesaurus()
    return Concept.objects.filter(top__slug="phases-of-proceedings").order_by("position").first()


def test_a_trainer_writes_a_complete_lesson(as_trainer, trainer, member, phase):
    concepts = list(Concept.objects.filter(slug__in=["witness-relocation", "insider-witnesses"]).order_by("position"))
    data = form_data(
        title="Ask the clerk",
        observation=[
            ("paragraph", "<p>We <b>saw</b> it.</p>"),
            ("heading", "In the second year"),
            ("quote", {"text": "Nobody asked.", "source": "The clerk"}),
        ],
        discussion=[
            ("callout", "Remember the clerk."),
            ("table", {"caption": "Who knew", "rows": "| Who | What |\n|---|---|\n| Clerk | all |"}),
        ],
        recommendation=[
            ("steps", {"count": "2", "0": _item("Ask.", 0), "1": _item("Write it down.", 1)}),
        ],
        jurisdiction="Civil law",
        phase=str(phase.pk),
        concepts=concepts,
        event_date="2025-03-01",
        review_date="2027-03-01",
        author=str(trainer.pk),
        contact=str(member.pk),
        files=[paper("one.txt", "One."), paper("two.txt", "Two.")],
        action="action-submit",
    )

    response = as_trainer.post(add_url("fr"), data)

    lesson = LessonPage.objects.get()
    assert response.status_code == 302
    assert (lesson.title, lesson.live, lesson.owner, lesson.author, lesson.contact) == (
        "Ask the clerk", False, trainer, trainer, member,
    )  # fmt: skip
    assert (lesson.language, lesson.audience_key, lesson.phase, lesson.jurisdiction) == (
        "fr", "members", phase, "Civil law",
    )  # fmt: skip
    assert list(lesson.concepts.order_by("position")) == concepts
    assert [row.file.name for row in lesson.attachments.all()] == ["one.txt", "two.txt"]
    assert [block.block_type for block in lesson.observation] == ["paragraph", "heading", "quote"]
    assert list(lesson.recommendation[0].value) == ["Ask.", "Write it down."]
    assert Submission.objects.get().by == trainer


def _item(value, order):
    return {"value": value, "deleted": "", "order": str(order), "type": "item", "id": ""}


def test_the_form_begins_with_the_writer_as_author(as_trainer, trainer):
    page = as_trainer.get(add_url())

    assert page.context["form"]["author"].value() == trainer.pk


def test_people_are_offered_by_name_and_only_members(as_trainer, trainer, member, make_member):
    from django.utils import timezone

    gone = make_member("Gustav Gone")
    gone.dormant_at = timezone.now()
    gone.save()

    page = as_trainer.get(add_url())

    offered = [label for _value, label in page.context["form"].fields["author"].choices][1:]
    assert offered == sorted([trainer.name, member.name])
    assert [person.email for person in (member, gone) if person.email in page.content.decode()] == []


def test_what_is_missing_is_said_and_what_was_typed_stays(as_trainer):
    data = form_data(summary="", observation=[], jurisdiction="Mixed system", action="action-submit")

    response = as_trainer.post(add_url(), data)

    form = response.context["form"]
    assert sorted(form.errors) == ["observation", "summary"]
    assert (form["title"].value(), form["jurisdiction"].value()) == ("Written in the form", "Mixed system")
    assert not LessonPage.objects.exists()


def test_a_draft_may_be_unfinished(as_trainer):
    as_trainer.post(add_url(), form_data(summary="", observation=[], recommendation=[]))

    assert LessonPage.objects.get().live is False


@pytest.mark.parametrize("field", ["title", "summary", "jurisdiction"])
@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "a\u202eb"])
def test_characters_that_can_t_be_shown_are_refused_in_words(as_trainer, field, bad):
    response = as_trainer.post(add_url(), form_data(**{field: bad}))

    assert list(response.context["form"].errors) == [field]
    assert "characters that can’t be shown" in str(response.context["form"].errors[field])


@pytest.mark.parametrize(
    "block",
    [
        ("paragraph", "<p>a\u202eb</p>"),
        ("heading", "a\x1bb"),
        ("heading", "x" * 161),
        ("callout", "x" * 1001),
        ("quote", {"text": "", "source": ""}),
        ("table", {"caption": "x" * 201, "rows": "| a |"}),
        ("table", {"caption": "", "rows": "| a |"}),
    ],
)
def test_a_block_that_can_t_be_taken_is_named_and_stays(as_trainer, block):
    response = as_trainer.post(add_url(), form_data(discussion=[block], action="action-submit"))

    assert list(response.context["form"].errors) == ["discussion"]
    assert not LessonPage.objects.exists()


def test_a_part_takes_sixty_blocks_and_not_one_more(as_trainer):
    response = as_trainer.post(add_url(), form_data(discussion=[("heading", "x")] * 61))

    assert list(response.context["form"].errors) == ["discussion"]


def test_concepts_may_be_typed_in_any_language(as_trainer, phase):
    as_trainer.post(add_url(), {**form_data(), "concepts-typed": "witness relocation"})

    assert [concept.slug for concept in LessonPage.objects.get().concepts.all()] == ["witness-relocation"]


def test_a_word_that_is_no_concept_is_refused_and_stays(as_trainer, phase):
    response = as_trainer.post(add_url(), {**form_data(), "concepts-typed": "witness relocatoin"})

    assert list(response.context["form"].errors) == ["concepts"]
    assert 'value="witness relocatoin"' in response.content.decode()


def test_the_phases_are_called_as_the_editor_s_language_calls_them(as_trainer, trainer, phase):
    choose_language(trainer, "ar", by=trainer)
    page = as_trainer.get(add_url()).content.decode()

    arabic = phase.labels.get(language="ar", kind="pref").text
    assert f'<option value="{phase.pk}">{arabic}</option>' in page


# Files


def test_a_file_that_can_t_be_taken_is_named_and_the_good_one_need_not_be_chosen_again(as_trainer, trainer):
    files = [paper("good.txt"), SimpleUploadedFile("bad.exe", b"MZ\x90\x00" * 100)]

    response = as_trainer.post(add_url(), form_data(files=files, title="Still here"))
    form = response.context["form"]
    again = as_trainer.post(add_url(), form_data(waiting=[file.ref for file in form.fields["files"].widget.waiting]))

    assert [str(error) for error in form.errors["files"]] == [
        "bad.exe: This is a program, whatever its name says. Programs are not taken."
    ]
    assert form["title"].value() == "Still here"
    assert again.status_code == 302
    assert [row.file.name for row in LessonPage.objects.get().attachments.all()] == ["good.txt"]
    assert StoredFile.objects.get().holder == f"lessonfile:{LessonFile.objects.get().ref}"


def test_a_file_comes_once_however_often_the_draft_is_saved(as_trainer):
    as_trainer.post(add_url(), form_data(files=[paper()]))
    lesson = LessonPage.objects.get()
    for _ in range(3):
        as_trainer.post(edit_url(lesson), form_data(files=[paper()]))

    assert StoredFile.objects.count() == 1
    assert lesson.get_latest_revision_as_object().attachments.count() == 1


def test_a_file_is_removed_by_its_box(as_trainer, trainer):
    first, second = stored(trainer, "pdf", "a.pdf"), stored(trainer, "txt", "b.txt")
    draft = make_draft(trainer, files=[first, second])

    as_trainer.post(edit_url(draft), form_data(removed=[first.ref]))

    draft = LessonPage.objects.get()
    assert [row.file for row in draft.get_latest_revision_as_object().attachments.all()] == [second]


def test_somebody_else_s_waiting_file_is_not_taken(as_trainer, other):
    foreign = stored(other)

    as_trainer.post(add_url(), form_data(waiting=[foreign.ref]))

    assert LessonPage.objects.get().attachments.count() == 0
    assert StoredFile.objects.get().attached_at is None


def test_another_lesson_s_file_is_neither_taken_nor_removed(as_trainer, trainer, editor):
    file = stored(editor)
    theirs = make_draft(editor, files=[file])

    as_trainer.post(add_url(), form_data(waiting=[file.ref], removed=[file.ref]))

    assert LessonPage.objects.exclude(pk=theirs.pk).get().attachments.count() == 0
    assert theirs.attachments.count() == 1


def test_a_lesson_brings_at_most_twenty_files(as_trainer, trainer):
    draft = make_draft(trainer, files=[stored(trainer, name=f"{number}.pdf") for number in range(19)])

    response = as_trainer.post(edit_url(draft), form_data(files=[paper("a.txt", "a"), paper("b.txt", "b")]))

    assert [str(error) for error in response.context["form"].errors["files"]] == [
        "A lesson brings at most 20 files along."
    ]


def test_saving_in_the_background_keeps_the_draft(as_trainer):
    response = as_trainer.post(add_url(), form_data(files=[paper()]), headers={"accept": "application/json"})

    answer = json.loads(response.content)
    lesson = LessonPage.objects.get()
    assert (answer["success"], answer["pk"]) == (True, lesson.pk)
    assert lesson.attachments.count() == 1


# What the form tells


def test_the_form_holds_no_name_that_its_editor_may_not_know(as_trainer, trainer, editor, make_space, other):
    space = make_space("secret", people=[other], name="Quiet Kestrel")
    topic = make_topic(make_board(space.audience, title="Kestrel board"), other, title="Kestrel topic")
    from files.actions import attach

    in_secret = stored(other, name="kestrel-map.pdf")
    attach(in_secret, to=topic.posts.get(), by=other)
    stored(other, name="kestrel-waiting.pdf")
    make_draft(editor, title="Kestrel draft", files=[stored(editor, name="kestrel-draft.pdf")])
    mine = make_draft(trainer, files=[stored(trainer, name="mine.pdf")])

    pages = [as_trainer.get(url).content.decode() for url in (add_url(), edit_url(mine))]

    assert [re.findall("kestrel", page, re.IGNORECASE) for page in pages] == [[], []]
    assert ["mine.pdf" in page for page in pages] == [False, True]


# Previews


def preview_url(lesson):
    return reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])


def test_a_preview_draws_what_readers_will_see(as_trainer, trainer):
    draft = make_draft(trainer, files=[stored(trainer, name="mine.pdf")])

    ready = as_trainer.post(preview_url(draft), form_data(title="Not saved yet"))
    page = as_trainer.get(preview_url(draft))

    assert json.loads(ready.content) == {"is_valid": True, "is_available": True}
    assert page.templates[0].name == "library/lesson_detail.html"
    body = page.content.decode()
    assert [word in body for word in ("Not saved yet", "mine.pdf", "The observation.")] == [True] * 3


def test_a_preview_may_stand_in_our_own_frame_alone(as_trainer, draft):
    as_trainer.post(preview_url(draft), form_data())
    page = as_trainer.get(preview_url(draft))

    assert page["X-Frame-Options"] == "SAMEORIGIN"
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";") if part.strip())
    assert "'self'" in policy["frame-ancestors"]
    assert "*" not in policy["frame-ancestors"]


def test_a_preview_keeps_no_file(as_trainer, draft):
    as_trainer.post(preview_url(draft), form_data(files=[paper()]))

    assert not StoredFile.objects.exists()


def test_a_preview_before_the_first_save_works(as_trainer):
    section = library_section("ar", "members")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["library", "lessonpage", section.pk])

    as_trainer.post(url, form_data(title="أول درس"))
    page = as_trainer.get(url)

    assert page.context["page"].title == "أول درس"
    assert '<div lang="ar" dir="rtl" data-turned>' in page.content.decode()


def test_versions_can_be_compared(as_editor, lesson):
    lesson.title = "Another title"
    lesson.save_revision()
    url = reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, "earliest", "latest"])

    page = as_editor.get(url)

    assert page.templates[0].name == "wagtailadmin/generic/revisions/compare.html"


def test_a_member_and_a_stranger_find_no_form(as_member, anonymous, lesson):
    answers = [client.get(url) for client in (as_member, anonymous) for url in (add_url(), edit_url(lesson))]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_a_trainer_does_not_open_another_s_draft(as_trainer, editor):
    draft = make_draft(editor, title="Kestrel")

    answer = as_trainer.get(edit_url(draft), follow=True)

    assert "Kestrel" not in answer.content.decode()


def test_an_editor_s_change_of_what_is_published_waits_for_its_publication(as_editor, editor, as_member):
    lesson = make_lesson(editor, title="First")

    as_editor.post(edit_url(lesson), form_data(title="Second"))
    before = as_member.get(lesson.get_absolute_url()).context["page"].title
    as_editor.post(edit_url(lesson), form_data(title="Second", action="action-publish"))
    after = as_member.get(lesson.get_absolute_url()).context["page"].title

    assert (before, after) == ("First", "Second")
    assert actions.unpublish_lesson(LessonPage.objects.get(), by=editor).live is False
