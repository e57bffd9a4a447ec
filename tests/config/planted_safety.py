"""What is in the tables of files, moderation and members before each step of the release that brought the forum in
full, and what must be true of it after the last one. (Of the forum itself: planted_forum.py.)"""

import datetime

from django.utils import timezone

from files.models import StoredFile
from members.models import CharterText, MemberNote, Sanction, User
from moderation.models import Flag, ReviewItem
from tests.config.planted import stored
from tests.config.planted_forum import KEEPER, label, other_person
from tests.config.planted_people import anew

FOUND = {"state": "waiting", "finding": "infected"}


def of_files(**wanted):
    return list(StoredFile.objects.filter(**wanted).values_list("name", "handling", "wanted_until").order_by("name"))


def queued(*keys):
    """[(thing, why, moment, [event])] of what waits in the queue, of these things."""
    items = ReviewItem.objects.filter(key__in=keys, closed_at=None).order_by("key")
    return [(each.key, each.why, each.version, list(each.events.values_list("what", "why"))) for each in items]


def plant_found(apps, world):
    """Two files that the scanner said something of, one of them erased since, and one that it said nothing of."""
    stored(apps, "infected", "pdf", scanned_at=timezone.now(), **FOUND)
    stored(apps, "infected and erased", "pdf", erased_at=timezone.now(), **FOUND)
    stored(apps, "clean", "pdf")


def claim_found(apps, world):
    """What nobody decided on waits in the queue. No file is less shared than it was."""
    assert queued("file:infected", "file:clean", "file:infected a") == [
        ("file:infected", "file", 1, [("opened", "file")])
    ]
    names = ["clean", "infected", "infected and erased"]
    assert of_files(name__in=names) == [(name, "community", None) for name in names]


def plant_sent(apps, world):
    """A file under a label, and one without a name that the scanner said something of."""
    stored(apps, "labelled", "pdf", handling=label(apps, "papers", 91), uploader_id=world.pk)
    stored(apps, "unnamed", "pdf", scanned_at=None, **FOUND)
    file = apps.get_model("files", "StoredFile").objects.get(ref="unnamed")
    apps.get_model("files", "FileOrigin").objects.create(file=file, user_id=world.pk)


def claim_sent(apps, world):
    """The label stays. Who sent a file is said as before, and of the other one to nobody."""
    assert of_files(name="labelled") == [("labelled", "papers", None)]
    assert StoredFile.objects.filter(name="labelled", uploader=world.pk, origin=None).exists()
    file = StoredFile.objects.get(ref="unnamed")
    assert (file.uploader, file.origin.user_id) == (None, world.pk)
    assert queued("file:unnamed") == [("file:unnamed", "file", 1, [("opened", "file")])]


def in_queue(apps, key, why, **details):
    item = apps.get_model("moderation", "ReviewItem").objects.create(
        ref=key.replace(":", "")[:10], key=key, why=why, version=1, **details
    )
    apps.get_model("moderation", "ReviewEvent").objects.create(item=item, version=1, what="opened", why=why)


def report(apps, ref, key, reporter, **details):
    reason = details.pop("reason", "Look.")
    apps.get_model("moderation", "Flag").objects.create(
        ref=ref, key=key, reporter_id=reporter, reason=reason, **details
    )


def plant_reported(apps, world):
    report(apps, "flag0", "post:one", world.pk)
    report(apps, "flag1", "post:one", other_person(apps))
    report(apps, "flag2", "post:two", world.pk, closed_at=timezone.now(), decision="hide")


def claim_reported(apps, world):
    """What was reported and not decided on waits in the queue, each thing once, as old as the first report of it."""
    assert queued("post:one", "post:two") == [("post:one", "flag", 1, [("opened", "flag")])]
    first, *_later = reports = Flag.objects.filter(ref__in=["flag0", "flag1", "flag2"]).order_by("at")
    assert ReviewItem.objects.get(key="post:one").opened_at == first.at
    assert {(each.why, each.reason, each.words, each.place) for each in reports} == {("other", "Look.", "", "")}


def plant_queue(apps, world):
    """What waits already, and a report by its reason alone."""
    in_queue(apps, "post:held", "held")
    report(apps, "flag4", "post:four", world.pk, why="insult", reason="")


def claim_queue(apps, world):
    assert queued("post:held", "post:four") == [
        ("post:four", "flag", 1, [("opened", "flag")]), ("post:held", "held", 1, [("opened", "held")]),
    ]  # fmt: skip


def plant_charter(apps, world):
    version = apps.get_model("members", "CharterVersion").objects.create(number=9, published_at=timezone.now())
    apps.get_model("members", "CharterText").objects.create(
        version=version, language="en", body="Keep it.", body_html="<p>Keep it.</p>", markup_version=1
    )


def claim_charter(apps, world):
    text = CharterText.objects.get(version__number=9)
    assert (text.body, text.body_html, text.markup_version) == ("Keep it.", "<p>Keep it.</p>", 1)


def plant_conduct(apps, world):
    apps.get_model("members", "Silence").objects.create(user_id=world.pk, other_id=other_person(apps), kind="mute")


def claim_conduct(apps, world):
    """Whom somebody does not want to hear of stays between the two: it becomes nobody's sanction."""
    keeper = User.objects.get(email=KEEPER)
    assert list(anew(world).silences.values_list("other", "kind")) == [(keeper.pk, "mute")]
    assert (keeper.sanctions.count(), keeper.notes.count()) == (0, 0)


def plant_sanctions(apps, world):
    """Two by one moderator, and a note."""
    later, by = timezone.now() + datetime.timedelta(days=7), other_person(apps)
    for kind in ("warning", "silence"):
        apps.get_model("members", "Sanction").objects.create(
            ref=kind, user_id=world.pk, kind=kind, reason="Be kind.", until=later, by_id=by
        )
    apps.get_model("members", "MemberNote").objects.create(
        ref="note", about_id=world.pk, by_id=by, text="Watch.", once="note" * 5
    )


def claim_sanctions(apps, world):
    """They run on."""
    found = Sanction.objects.filter(user=world.pk).order_by("ref")
    assert [(each.ref, each.once, each.is_running) for each in found] == [("silence", "", True), ("warning", "", True)]
    assert list(MemberNote.objects.filter(about=world.pk).values_list("text", flat=True)) == ["Watch."]
