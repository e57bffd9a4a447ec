"""What is in the tables of files, moderation and members before each step of the release that brought the forum in
full, and what must be true of it after the last one. (Of the forum itself: planted_forum.py.)"""

import datetime

from django.utils import timezone

from files.models import StoredFile
from members.models import CharterText, MemberNote, Sanction, User
from moderation.models import Deletion, Erased, Flag, Hold, ReplyTemplate, ReviewItem, WatchedWord
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


def plant_labelled_file(apps, world):
    stored(apps, "labelled", "pdf", handling=label(apps, "papers", 91), uploader_id=world.pk)


def claim_labelled_file(apps, world):
    """The label stays, and who sent it is said as before."""
    assert of_files(name="labelled") == [("labelled", "papers", None)]
    assert StoredFile.objects.filter(name="labelled", uploader=world.pk, origin=None).exists()


def plant_unnamed_file(apps, world):
    stored(apps, "unnamed", "pdf", scanned_at=None, **FOUND)
    file = apps.get_model("files", "StoredFile").objects.get(ref="unnamed")
    apps.get_model("files", "FileOrigin").objects.create(file=file, user_id=world.pk)


def claim_unnamed_file(apps, world):
    file = StoredFile.objects.get(ref="unnamed")
    assert (file.uploader, file.origin.user_id) == (None, world.pk)
    assert queued("file:unnamed") == [("file:unnamed", "file", 1, [("opened", "file")])]


def in_queue(apps, key, why, **details):
    item = apps.get_model("moderation", "ReviewItem").objects.create(
        ref=key.replace(":", "")[:10], key=key, why=why, version=1, **details
    )
    apps.get_model("moderation", "ReviewEvent").objects.create(item=item, version=1, what="opened", why=why)


def plant_queued_file(apps, world):
    stored(apps, "waits", "pdf", scanned_at=timezone.now(), **FOUND)
    in_queue(apps, "file:waits", "file")


def claim_queued_file(apps, world):
    assert queued("file:waits") == [("file:waits", "file", 1, [("opened", "file")])]
    assert of_files(name="waits") == [("waits", "community", None)]


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


def plant_watched(apps, world):
    """A label in its own words, a watched word, and one more report."""
    handling = label(apps, "sealed", 92)
    handling.texts.create(language="en", name="Sealed", meaning="Do not open.")
    handling.forbidden.create(deed="mail")
    apps.get_model("moderation", "WatchedWord").objects.create(ref="word", words="safe house", outcome="hold")
    report(apps, "flag3", "post:three", world.pk)


def claim_watched(apps, world):
    words = WatchedWord.objects.filter(ref="word")
    assert list(words.values_list("words", "outcome", "audience")) == [("safe house", "hold", None)]
    handling = apps.get_model("moderation", "Handling").objects.get(key="sealed")
    assert list(handling.texts.values_list("name", "meaning")) == [("Sealed", "Do not open.")]
    assert list(handling.forbidden.values_list("deed", flat=True)) == ["mail"]
    assert queued("post:three") == [("post:three", "flag", 1, [("opened", "flag")])]


def plant_queue(apps, world):
    """What waits already, and a report by its reason alone."""
    in_queue(apps, "post:held", "held")
    report(apps, "flag4", "post:four", world.pk, why="insult", reason="")


def claim_queue(apps, world):
    assert queued("post:held", "post:four") == [
        ("post:four", "flag", 1, [("opened", "flag")]), ("post:held", "held", 1, [("opened", "held")]),
    ]  # fmt: skip


def plant_decided(apps, world):
    now = timezone.now()
    in_queue(apps, "post:hidden", "word", closed_at=now, closed_by_id=other_person(apps), decision="hide")


def claim_decided(apps, world):
    """What was decided stays so, and nothing is kept or erased by it."""
    item = ReviewItem.objects.get(key="post:hidden")
    assert (item.decision, item.closed_by.email, queued("post:hidden")) == ("hide", KEEPER, [])
    assert not Hold.objects.on(["post:hidden"]).exists()
    assert not Deletion.objects.filter(key="post:hidden").exists()


def plant_holds(apps, world):
    later = timezone.now() + datetime.timedelta(days=30)
    models = {name: apps.get_model("moderation", name).objects for name in ("Hold", "Deletion", "Erased")}
    models["Hold"].create(ref="hold", key="post:held back", reason="A court asks.", by_id=world.pk)
    models["Deletion"].create(ref="deletion", key="post:due", reason="Asked for.", due_at=later, by_id=world.pk)
    models["Erased"].create(key="post:erased")


def claim_holds(apps, world):
    """A hold runs on, a deletion waits for its day, and what was erased stays known as such."""
    assert list(Hold.objects.running().values_list("key", "reason")) == [("post:held back", "A court asks.")]
    assert list(Deletion.objects.values_list("key", "ended_at", "outcome")) == [("post:due", None, "")]
    assert list(Erased.objects.values_list("key", "written_at")) == [("post:erased", None)]


def plant_by_hand(apps, world):
    in_queue(apps, "post:by hand", "hand")
    report(apps, "flag5", "post:by hand", world.pk, words="What it said.")


def claim_by_hand(apps, world):
    """Where it was said is not known of what was before."""
    assert queued("post:by hand") == [("post:by hand", "hand", 1, [("opened", "hand")])]
    assert ReviewItem.objects.get(key="post:by hand").events.get().place == ""
    assert (Flag.objects.get(ref="flag5").words, Flag.objects.get(ref="flag5").place) == ("What it said.", "")


def plant_replies(apps, world):
    report(apps, "flag6", "post:somewhere", world.pk, place="board:fifth")
    for ref in ("reply1", "reply2"):
        template = apps.get_model("moderation", "ReplyTemplate").objects.create(ref=ref)
        template.texts.create(language="en", title=ref, text="Please mind the label.")


def claim_replies(apps, world):
    """Several that no form made stand side by side."""
    found = ReplyTemplate.objects.in_use().filter(ref__in=["reply1", "reply2"]).order_by("ref")
    assert [(each.once, each.title) for each in found] == [("", "reply1"), ("", "reply2")]
    assert Flag.objects.get(ref="flag6").place == "board:fifth"


def plant_closed(apps, world):
    for number in range(3):
        at = timezone.now() - datetime.timedelta(days=number)
        in_queue(apps, f"post:shut{number}", "edit", closed_at=at, closed_by_id=other_person(apps), decision="leave")


def claim_closed(apps, world):
    """What was decided is told in the order in which it was."""
    closed = ReviewItem.objects.filter(key__startswith="post:shut").order_by("-closed_at")
    assert list(closed.values_list("key", flat=True)) == [f"post:shut{number}" for number in range(3)]


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
    """They run on, several that no form made by one person side by side."""
    found = Sanction.objects.filter(user=world.pk).order_by("ref")
    assert [(each.ref, each.once, each.is_running) for each in found] == [("silence", "", True), ("warning", "", True)]
    assert list(MemberNote.objects.filter(about=world.pk).values_list("text", flat=True)) == ["Watch."]
