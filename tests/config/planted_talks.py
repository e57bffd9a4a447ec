"""What members wrote each other, and what they were told and chose to be told, before each step of the release that
brought the forum in full, and what must be true of it after the last one."""

from django.utils import timezone

from core import things
from forum.models import Conversation, Message
from members.models import User
from notifications.models import Delivery, Notice, Preference
from tests.config.planted_forum import other_person
from tests.config.planted_people import anew

LETTERS = ["writtenaaa", "writtenbbb", "writtenccc"]


def html(text):
    """A paragraph, as today's code renders it."""
    return f'<p dir="auto">{text}</p>\n'


def conversation(apps, ref, *people):
    row = apps.get_model("forum", "Conversation").objects.create(ref=ref, last_number=1)
    for person in people:
        apps.get_model("forum", "Participant").objects.create(
            conversation=row, user_id=person, arrived_at=timezone.now()
        )
    apps.get_model("forum", "Message").objects.create(
        ref=ref, conversation=row, number=1, author_id=people[0], body="Between us.", body_html="", markup_version=0,
        once=ref * 4,
    )  # fmt: skip
    return row


def plant_conversation(apps, world):
    conversation(apps, "between", world.pk, other_person(apps))


def claim_conversation(apps, world, ref="between"):
    """Its people read it, and nobody else."""
    keeper, stranger = [User.objects.get(email=f"{name}@test.example") for name in ("keeper", "editor")]
    messages = Message.objects.filter(ref=ref)
    seen = [[each.html for each in messages.visible_to(person)] for person in (anew(world), keeper, stranger)]
    assert seen == [[html("Between us.")]] * 2 + [[]]
    assert messages.get().conversation.participants.count() == 2


def plant_letters(apps, world):
    """Two people who wrote each other by the contact form, and somebody whose words never arrived."""
    messages, now = apps.get_model("members", "ContactMessage").objects, timezone.now()
    users = apps.get_model("members", "User").objects
    other, blocked = [
        users.create(ref=name, name=name, email=f"{name}@test.example", accepted_at=now)
        for name in ("penpal", "unheard")
    ]
    for ref, sender, recipient, unheard_at in zip(
        LETTERS, [world, other, blocked], [other, world, world], [None, None, now], strict=True
    ):
        messages.create(
            ref=ref, sender_id=sender.pk, recipient_id=recipient.pk, body=f"Words of {ref}.", once=ref * 2,
            unheard_at=unheard_at,
        )  # fmt: skip


def claim_letters(apps, world):
    """A conversation for each two, read by them alone; what never arrived does not arrive now."""
    people = [anew(world), *(User.objects.get(ref=ref) for ref in ("penpal", "unheard"))]
    arrived = Message.objects.filter(ref__in=LETTERS).order_by("ref")
    seen = [[(each.ref, each.number, each.html) for each in arrived.visible_to(person)] for person in people]
    two = [(ref, number, html(f"Words of {ref}.")) for number, ref in enumerate(LETTERS[:2], 1)]
    assert seen == [two, two, [("writtenccc", 1, html("Words of writtenccc."))]]
    theirs = Conversation.objects.filter(messages__in=arrived).distinct()
    assert (theirs.count(), theirs.visible_to(anew(world)).count()) == (2, 1)
    assert things.resolve({"message:writtenaaa"}, anew(world))  # so what was said of it leads to it


def noticed(apps, world, ref, kind="forum.reply", **details):
    notice = {"ref": ref, "recipient_id": world.pk, "kind": kind, "key": f"message:{ref}", "actor": "person:x"}
    return apps.get_model("notifications", "Notice").objects.create(**notice | details)


def plant_told(apps, world):
    """A notice of a letter, its mail that waits, and where its reader wants to hear of such."""
    notice = noticed(apps, world, "writtenaaa", "members.message")
    deliveries, preferences = [apps.get_model("notifications", name).objects for name in ("Delivery", "Preference")]
    deliveries.create(ref="mail1", kind="notifications.notice", notice=notice, recipient_id=world.pk)
    deliveries.create(ref="mail2", kind="members.account", address="a@test.example", sealed="s", attempts=2)
    for kind, channel in {"members.message": "page", "forum.mention": "none"}.items():
        preferences.create(user_id=world.pk, kind=kind, channel=channel)


def claim_told(apps, world):
    """It is told of under the name that such notices have now, and where its reader chose to hear of them."""
    notice = Notice.objects.get(ref="writtenaaa")
    assert (notice.kind, notice.key, notice.within, notice.waits_for, notice.digest) == (
        "forum.message", "message:writtenaaa", "", "", None,
    )  # fmt: skip
    chosen = Preference.objects.filter(user=world.pk, kind__in=["forum.message", "forum.mention", "members.message"])
    assert dict(chosen.values_list("kind", "channel")) == {"forum.message": "page", "forum.mention": "none"}
    mails = Delivery.objects.waiting().filter(ref__in=["mail1", "mail2"]).order_by("ref")
    assert [(each.once, each.is_bulk, each.attempts) for each in mails] == [("", False, 0), ("", False, 2)]
