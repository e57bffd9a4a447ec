"""What is in the tables of the lower rooms, of the forum and the library before each step, and what must be true of it
after the last one. (The people's: planted_people.py.)"""

import datetime

from django.db import connection
from django.utils import timezone

from core.audit import UNKNOWN
from core.seals import seal_settled, verify
from search.live import next_seqs

SEQ, LATER = 7_000, 8_000


def stored(apps, name, type_name, **state):
    row = apps.get_model("files", "StoredFile")(
        ref=name[:10], name=name, type=type_name, size=1, sha256="0" * 64, sha256_sent="0" * 64, path=name, **state
    )
    row.save()


def plant_files(apps, world, of=""):
    stored(apps, f"{of}report", "pdf")
    stored(apps, f"{of}letter", "docx")
    stored(apps, f"{of}gate", "png")
    stored(apps, f"{of}refused", "pdf", state="refused")
    stored(apps, f"{of}erased", "pdf", erased_at=timezone.now())


def claim_files(apps, world):
    rows = apps.get_model("files", "StoredFile").objects
    assert set(rows.exclude(queued_at=None).values_list("name", flat=True)) == {"report", "letter"}
    assert set(rows.values_list("attempts", "page_count", "read_at", "reading", "finding")) == {(0, None, None, "", "")}
    assert apps.get_model("files", "DocumentPage").objects.count() == 0


def plant_more_files(apps, world):
    plant_files(apps, world, of="my ")


def claim_all_files(apps, world):
    names = apps.get_model("files", "StoredFile").objects.values_list("name", flat=True)
    assert set(names) == {
        f"{of}{name}" for of in ("", "my ") for name in ("report", "letter", "gate", "refused", "erased")
    }


def plant_counted(apps, world, of="post", given=SEQ, counted=SEQ):
    apps.get_model("search", "Counter").objects.update(last=counted)
    apps.get_model("search", "Pending").objects.create(key=f"{of}:waits", seq=given - 1)
    apps.get_model("search", "Indexed").objects.create(key=f"{of}:stands", seq=given, index="one")


def claim_counted(apps, world, given=SEQ):
    following = list(next_seqs(3))
    assert following[0] > given
    assert following == sorted(set(following))


def plant_brought_over(apps, world):
    """Rows that came from SQLite, without their counter."""
    plant_counted(apps, world, "topic", LATER, 0 if connection.vendor == "postgresql" else LATER)


def claim_brought_over(apps, world):
    claim_counted(apps, world, LATER)


def plant_signs(apps, world):
    pass


def claim_signs(apps, world):
    signs = apps.get_model("core", "Sign").objects
    assert signs.count() == 0
    signs.create(lane="index", worker="one", at=timezone.now())


def plant_unsent(apps, world, address="/forum/"):
    apps.get_model("forum", "Unsent").objects.create(
        digest=address.ljust(64, "d"), user_id=world.pk, address=address, title="Half", body="A half-written post."
    )


def plant_later_unsent(apps, world):
    plant_unsent(apps, world, "/forum/later/")


def claim_unsent(apps, world):
    """What waits is gone within a day: nothing is carried over."""
    waiting = apps.get_model("forum", "Unsent").objects.order_by("address").values_list("address", "typed")
    assert list(waiting) == [("/forum/", {}), ("/forum/later/", {})]


def claim_concepts(apps, world):
    assert apps.get_model("forum", "Topic").objects.get().concepts.count() == 0


def plant_dated(apps, world):
    apps.get_model("library", "LessonPage").objects.update(event_date=datetime.date(2024, 2, 29))


def claim_dated(apps, world):
    lessons = apps.get_model("library", "LessonPage").objects
    assert list(lessons.values_list("event_date", flat=True)) == [datetime.date(2024, 2, 29)]
    assert apps.get_model("library", "LessonFile").objects.count() == 0


def plant_recorded(apps, world):
    apps.get_model("core", "AuditEntry").objects.create(
        actor=f"person:{world.ref}", verb="forum.reply", key="post:before", session="s" * 32, reason="why"
    )


def claim_recorded(apps, world):
    """Where these stood nobody knows any more, so nobody is shown them. The worker seals them like all others."""
    entries = apps.get_model("core", "AuditEntry").objects
    assert set(entries.values_list("place", flat=True)) == {UNKNOWN}
    assert seal_settled() == entries.count()
    assert verify().findings == []


def plant_noticed(apps, world):
    notices = apps.get_model("notifications", "Notice").objects
    notices.create(ref="unread", recipient_id=world.pk, kind="forum.reply", key="post:one", actor="person:x")
    notices.create(ref="read", recipient_id=world.pk, kind="forum.reply", key="post:two", read_at=timezone.now())


def claim_noticed(apps, world):
    """What was told on the page alone is not told by mail afterwards."""
    notices = apps.get_model("notifications", "Notice").objects
    assert dict(notices.filter(recipient_id=world.pk).values_list("ref", "key")).items() >= {
        ("unread", "post:one"), ("read", "post:two"),
    }  # fmt: skip
    assert apps.get_model("notifications", "Delivery").objects.count() == 0
    assert apps.get_model("notifications", "Preference").objects.count() == 0
