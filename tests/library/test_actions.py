"""What people do with lessons, by our actions and by Wagtail's screens: what changed, who was told, what was audited
and what was queued, each once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cms.ensure import library_section
from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from files.models import StoredFile
from library import actions
from library.models import LessonPage, Submission
from members.actions import dismiss
from notifications.models import Notice
from search.models import Pending
from tests.factories.files import stored
from tests.factories.library import fields, form_data, make_draft, make_lesson

pytestmark = pytest.mark.django_db


def audited(lesson):
    return list(AuditEntry.objects.filter(key=key_of(lesson)).order_by("pk").values_list("verb", "actor"))


def queued(lesson):
    """Whether the index is behind on a lesson, and whether that narrows; None if it is not."""
    row = Pending.objects.filter(key=key_of(lesson)).first()
    return row and row.narrows


def told(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("kind", "key"))


def said(row):
    """A notice's sentence without the marks that keep names apart."""
    return row["said"].replace("\u2068", "").replace("\u2069", "")


def fresh(lesson):
    return LessonPage.objects.get(pk=lesson.pk)


def edit_url(lesson):
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


class ByAction:
    """The way of code: demo, commands, imports."""

    def __init__(self, clients):
        self.people = {name: user for name, (user, _client) in clients.items()}

    def write(self, who):
        return make_draft(self.people[who])

    def submit(self, lesson, who):
        actions.submit_lesson(fresh(lesson), by=self.people[who])

    def publish(self, lesson, who):
        actions.publish_lesson(fresh(lesson), by=self.people[who])

    approve = publish

    def send_back(self, lesson, who):
        actions.return_lesson(fresh(lesson), by=self.people[who], comment="Say who did it.")

    def unpublish(self, lesson, who):
        actions.unpublish_lesson(fresh(lesson), by=self.people[who])


class ByScreen:
    """The way of people: Wagtail's own screens."""

    def __init__(self, clients):
        self.clients = {name: client for name, (_user, client) in clients.items()}

    def write(self, who):
        section = library_section("en", "members")
        url = reverse("wagtailadmin_pages:add", args=["library", "lessonpage", section.pk])
        assert self.clients[who].post(url, form_data()).status_code == 302
        return LessonPage.objects.order_by("pk").last()

    def submit(self, lesson, who):
        self._save(lesson, who, {"action-submit": "on"})

    def publish(self, lesson, who):
        self._save(lesson, who, {"action-publish": "on"})

    def approve(self, lesson, who):
        self._decide(lesson, who, "approve", {})

    def send_back(self, lesson, who):
        self._decide(lesson, who, "reject", {"comment": "Say who did it."})

    def unpublish(self, lesson, who):
        self.clients[who].post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]))

    def _save(self, lesson, who, extra):
        self.clients[who].post(edit_url(lesson), {**form_data(), **extra})

    def _decide(self, lesson, who, name, data):
        state = fresh(lesson).current_workflow_task_state
        url = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, name, state.pk])
        self.clients[who].post(url, data)


@pytest.fixture(params=[ByAction, ByScreen])
def way(request, trainer, editor, as_trainer, as_editor):
    return request.param({"trainer": (trainer, as_trainer), "editor": (editor, as_editor)})


def test_a_trainer_s_lesson_comes_to_its_readers_through_an_editor(way, trainer, editor):
    lesson = way.write("trainer")
    written = (audited(lesson), queued(lesson))
    way.submit(lesson, "trainer")
    submission = Submission.objects.get()
    submitted = (told(editor), told(trainer), queued(lesson), fresh(lesson).live)
    way.approve(lesson, "editor")

    by_trainer, by_editor = key_of(trainer), key_of(editor)
    assert written == ([("cms.create", by_trainer)], None)
    assert submitted == ([("library.submitted", key_of(submission))], [], None, False)
    assert sorted(audited(lesson)) == sorted(
        [
            ("cms.create", by_trainer),
            ("cms.submit", by_trainer),
            ("cms.approve", by_editor),
            ("cms.publish", by_editor),
        ]
    )
    assert queued(lesson) is False
    assert told(trainer) == [("library.published", key_of(lesson))]
    assert fresh(lesson).live is True


def test_nobody_is_mailed_the_title_of_a_draft(way, mailoutbox):
    for answer in (way.send_back, way.approve):
        lesson = way.write("trainer")
        way.submit(lesson, "trainer")
        answer(lesson, "editor")

    assert mailoutbox == []


def test_what_an_editor_returns_can_be_submitted_again(way, trainer, editor):
    lesson = way.write("trainer")
    way.submit(lesson, "trainer")
    way.send_back(lesson, "editor")
    first = Submission.objects.get()
    returned = (told(trainer), first.returned_by, fresh(lesson).live)
    way.submit(lesson, "trainer")
    second = Submission.objects.exclude(pk=first.pk).get()

    assert returned == ([("library.returned", key_of(first))], editor, False)
    assert told(editor) == [("library.submitted", key_of(first)), ("library.submitted", key_of(second))]
    assert queued(lesson) is None


def test_publishing_oneself_tells_nobody(way, editor):
    lesson = way.write("editor")
    way.publish(lesson, "editor")

    assert fresh(lesson).live is True
    assert told(editor) == []
    assert audited(lesson) == [("cms.create", key_of(editor)), ("cms.publish", key_of(editor))]


def test_a_trainer_cannot_publish(way, trainer):
    lesson = way.write("trainer")
    with suppress(NotAllowed):  # the action says so; the screen saves a draft
        way.publish(lesson, "trainer")

    assert fresh(lesson).live is False
    assert audited(lesson) == [("cms.create", key_of(trainer))]


def test_a_trainer_cannot_approve_what_was_submitted(way, trainer):
    lesson = way.write("trainer")
    way.submit(lesson, "trainer")
    with suppress(NotAllowed):
        way.approve(lesson, "trainer")

    assert fresh(lesson).live is False


def test_unpublishing_narrows(way, editor):
    lesson = way.write("editor")
    way.publish(lesson, "editor")
    Pending.objects.all().delete()
    way.unpublish(lesson, "editor")

    assert queued(lesson) is True
    assert fresh(lesson).live is False
    assert audited(lesson)[-1] == ("cms.unpublish", key_of(editor))


def test_publishing_again_keeps_the_first_date(way, editor):
    lesson = way.write("editor")
    way.publish(lesson, "editor")
    first = timezone.now() - timedelta(days=90)
    actions.date_lesson(fresh(lesson), first)
    Pending.objects.all().delete()
    way.publish(lesson, "editor")

    assert fresh(lesson).first_published_at == first
    assert fresh(lesson).last_published_at > first
    assert queued(lesson) is False


def test_a_submitted_lesson_waits_on_the_editors_dashboard(as_editor, draft, trainer):
    actions.submit_lesson(draft, by=trainer)

    page = as_editor.get(reverse("wagtailadmin_home"))

    assert "Sound off first" in page.content.decode()


def test_the_bell_leads_the_editor_to_the_form_and_the_author_to_the_lesson(
    as_editor, as_trainer, draft, trainer, editor
):
    actions.submit_lesson(draft, by=trainer)
    bell = as_editor.get(reverse("notices")).context["rows"]
    actions.publish_lesson(fresh(draft), by=editor)
    authors = as_trainer.get(reverse("notices")).context["rows"]

    assert [(said(row), row["url"]) for row in bell] == [
        ("Tomas Trainer submitted the lesson “Sound off first”: please read and decide.", edit_url(draft))
    ]
    assert [(said(row), row["url"]) for row in authors] == [
        ("Your lesson “Sound off first” is published.", draft.get_absolute_url())
    ]


def test_an_editor_who_submits_is_not_told_of_it(draft, editor, make_member):
    second = make_member("Ed Second", roles=["editor"])
    lesson = make_draft(editor)
    actions.submit_lesson(lesson, by=editor)

    assert (told(editor), told(second)) == ([], [("library.submitted", key_of(Submission.objects.get()))])


def test_a_former_editor_is_not_told(draft, trainer, editor, steward):
    dismiss(editor, "editor", by=steward)

    actions.submit_lesson(draft, by=trainer)

    assert [kind for kind, _ in told(editor)] == ["members.roles"]


def test_a_lesson_is_submitted_once(draft, trainer):
    actions.submit_lesson(draft, by=trainer)

    with pytest.raises(actions.AlreadySubmitted):
        actions.submit_lesson(fresh(draft), by=trainer)
    assert Submission.objects.count() == 1


def test_only_what_waits_can_be_returned(draft, editor):
    with pytest.raises(actions.NotSubmitted):
        actions.return_lesson(draft, by=editor, comment="No.")


@pytest.mark.parametrize("verb", ["return", "unpublish", "translate", "submit"])
def test_a_member_may_do_none_of_it(lesson, member, verb):
    deeds = {
        "return": lambda: actions.return_lesson(lesson, by=member, comment="No."),
        "unpublish": lambda: actions.unpublish_lesson(lesson, by=member),
        "translate": lambda: actions.translate_lesson(lesson, by=member, language="fr", fields={}),
        "submit": lambda: actions.submit_lesson(lesson, by=member),
    }

    with pytest.raises(NotAllowed):
        deeds[verb]()


def test_a_member_writes_nothing(member):
    with pytest.raises(NotAllowed):
        actions.write_lesson(by=member, language="en", fields=fields())
    assert not LessonPage.objects.exists()


def test_nobody_writes_with_another_s_file(trainer, other):
    with pytest.raises(NotAllowed):
        make_draft(trainer, files=[stored(other)])
    assert not LessonPage.objects.exists()


def test_a_translation_is_a_draft_of_the_same_work_with_its_files(editor):
    file = stored(editor)
    lesson = make_lesson(editor, files=[file])

    page = actions.translate_lesson(lesson, by=editor, language="ar", fields=fields(title="درس"))

    assert (page.translation_key, page.live, page.language, page.ref != lesson.ref) == (
        lesson.translation_key, False, "ar", True,
    )  # fmt: skip
    assert [row.file for row in page.attachments.all()] == [file]
    assert [verb for verb, _actor in audited(page)] == ["cms.create", "cms.translate"]


def test_deleting_narrows_and_takes_the_files_out_of_sight(editor, member, as_editor):
    file = stored(editor)
    lesson = make_lesson(editor, files=[file])
    key = key_of(lesson)
    Pending.objects.all().delete()

    as_editor.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))

    assert not LessonPage.objects.exists()
    assert Pending.objects.get(key=key).narrows is True
    assert [StoredFile.objects.visible_to(user).exists() for user in (member, editor)] == [False, False]


def test_moving_narrows(editor, as_editor):
    lesson = make_lesson(editor, audience="public")
    Pending.objects.all().delete()
    target = library_section("en", "members")

    as_editor.post(reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, target.pk]))

    assert fresh(lesson).audience_key == "members"
    assert queued(lesson) is True
    assert [verb for verb, _actor in audited(lesson)] == ["cms.create", "cms.publish", "cms.move"]


def test_an_old_version_published_again_is_queued(lesson, as_editor, editor):
    first = lesson.get_latest_revision()
    changed = fresh(lesson)
    changed.title = "Second"
    changed.save_revision(user=editor)
    actions.publish_lesson(fresh(lesson), by=editor)
    Pending.objects.all().delete()

    url = reverse("wagtailadmin_pages:revisions_revert", args=[lesson.pk, first.pk])
    page = as_editor.get(url)
    first.publish(user=editor)

    assert page.context["form"]["title"].value() == "Agree the exit before the entry"
    assert fresh(lesson).title == "Agree the exit before the entry"
    assert queued(lesson) is False


def test_what_was_brought_over_carries_its_moment_and_its_notices_too(draft, trainer, editor):
    actions.submit_lesson(draft, by=trainer)
    lesson = actions.publish_lesson(fresh(draft), by=editor)
    at = timezone.now() - timedelta(days=30)

    actions.date_lesson(lesson, at)

    assert set(Notice.objects.values_list("created_at", flat=True)) == {at}
    assert (fresh(lesson).first_published_at, Submission.objects.get().submitted_at) == (at, at)
    assert audited(lesson)[-1] == ("library.date", "system")


def test_what_is_rolled_back_leaves_nothing(draft, trainer, editor):
    def publish_and_fail():
        with transaction.atomic():
            actions.publish_lesson(draft, by=editor)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fail()

    assert queued(draft) is None
    assert audited(draft) == [("cms.create", key_of(trainer))]
