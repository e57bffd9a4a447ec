"""Private conversations: started, written in, joined, left, reported.

The audit log says that somebody wrote privately and never in which conversation: who talks with whom is nobody's
business, the auditor's neither. What is reported has a key there, for moderators act on it.
"""

from django.db import transaction
from django.utils import timezone

from core import markup, things
from core.audit import record
from core.deeds import QUOTE, allows
from core.gate import MEMBERS
from core.refusals import require
from core.things import key_of
from files.actions import attach
from forum import refusals, rules
from forum.actions.drafts import drop_sent_draft
from forum.actions.locking import lock_writer, locked_conversation
from forum.actions.repeating import refuse_if_said, refuse_if_written_to
from forum.models import Conversation, Message, Participant
from forum.models.worded import worded
from forum.references import with_mentions
from moderation.actions import delete, flag, note_decision, settle
from moderation.models import Flag
from notifications.actions import read_about
from notifications.live import notify
from notifications.models import Notice


@transaction.atomic
def start_conversation(people, *, by, body, once, title="", files=(), decision=None, draft=None):
    """Write to one to nine members at once; sent again with the same `once` it is the message that is there.

    `files` are this person's own StoredFiles that nothing holds yet; decision: what they decided on what was found in
    the text; draft: (place, version) of the one it is sent from. Raises NotAllowed or MessageAlreadySent.
    """
    require(rules.can_start_with, by, people)
    lock_writer(by)
    there = _written_once(by, once)
    if there:
        return there
    refuse_if_written_to(people, by, title, body, files)
    said = {"body": body, "once": once, "files": files, "decision": decision, "draft": draft}
    return _start(people, by=by, title=title, **said)


@transaction.atomic
def write_message(conversation, *, by, body, once, files=(), decision=None, draft=None):
    """Write in a conversation; sent again with the same `once` it is the message that is there.

    Raises NotAllowed, NobodyReads where the others have left, MessageAlreadySent, WiderAudience or NotToBePassedOn.
    """
    conversation = locked_conversation(conversation)
    there = _written_once(by, once)
    if there:
        return there
    require(rules.can_say, by, conversation)
    if not rules.has_readers(by, conversation):
        raise refusals.NobodyReads
    refuse_if_said(conversation, by, body, files)
    return _write(conversation, by=by, body=body, once=once, files=files, decision=decision, draft=draft)


@transaction.atomic
def add_people(conversation, people, *, by):
    """Let further members take part: they read what is written from now on. Who is in it already stays as they are; who
    was added before and left, stays away.

    Raises NotAllowed, TooManyTalk or StaysAway.
    """
    conversation = locked_conversation(conversation)
    require(rules.can_add, by, conversation, people)
    there = set(conversation.participants.present().values_list("user", flat=True))
    new = [person for person in people if person.pk not in there]
    if len(there) + len(new) > Conversation.MOST:
        raise refusals.TooManyTalk
    if conversation.participants.left_again().filter(user__in=new).exists():
        raise refusals.StaysAway
    for person in new:
        _let_in(person, conversation, by)
    if new:
        record("forum.add_to_conversation", by=by, on=by)
        notify("forum.added", about=conversation, to=new)


@transaction.atomic
def leave_conversation(conversation, *, by):
    """Take part no more: one reads nothing of it from then on, and the others see that one left."""
    conversation = locked_conversation(conversation)
    require(rules.takes_part, by, conversation)
    place = conversation.participants.filter(user=by)
    place.update(left_at=timezone.now(), left_number=conversation.last_number, muted_at=None)
    record("forum.leave_conversation", by=by, on=by)
    read_about([key_of(conversation)], by=by)


@transaction.atomic
def mute_conversation(conversation, *, by):
    """Hear no more of it; it stays in one's list."""
    _own_place(conversation, by).filter(muted_at=None).update(muted_at=timezone.now())


@transaction.atomic
def unmute_conversation(conversation, *, by):
    _own_place(conversation, by).update(muted_at=None)


@transaction.atomic
def note_read_message(conversation, number, *, by):
    """Raise what this person was shown of a conversation, and count the notice of it as read."""
    _own_place(conversation, by).filter(read_number__lt=number).update(read_number=number)
    read_about([key_of(conversation)], by=by)


@transaction.atomic
def report_messages(message, *, by, reason="", why=Flag.OTHER, others=()):
    """Point a message out to the moderators, with `others` of the same conversation that it can't be understood
    without: from then on they read these, and nothing else of it, until they have decided."""
    require(rules.can_report_message, by, message)
    seen = Message.objects.in_conversation(message.conversation, by).standing()
    chosen = seen.filter(pk__in=[each.pk for each in others]).exclude(pk=message.pk)
    return [flag(each, by=by, reason=reason, why=why) for each in (message, *chosen)]


@transaction.atomic
def hide_message(message, *, by, reason=""):
    """Take a reported message away from all but its writer; its report is decided by that."""
    take_message_away(message, by=by, reason=reason)
    settle(message, "hide", by=by, reason=reason)


@transaction.atomic
def take_message_away(message, *, by, reason=""):
    """`hide_message` as a decision of the queue, which closes its item itself."""
    require(rules.can_moderate_message, by, message)
    Message.objects.filter(pk=message.pk, hidden_at=None).update(hidden_at=timezone.now())
    record("forum.hide_message", by=by, on=message, reason=reason)


@transaction.atomic
def delete_message(message, *, by, reason=""):
    """Take a reported message away and delete it, the first of two steps (`moderation.actions.delete`): once its report
    is decided the moderators read it no more, so both are one decision."""
    take_message_away(message, by=by, reason=reason)
    message.refresh_from_db(fields=["hidden_at"])
    delete(message, by=by, reason=reason)


def _written_once(by, once):
    return Message.objects.filter(author=by, once=once).select_related("conversation").first()


def _start(people, *, by, title, **said):
    conversation = Conversation.objects.create(title=title)
    now = timezone.now()
    Participant.objects.create(conversation=conversation, user=by, arrived_at=now)
    Participant.objects.bulk_create(Participant(conversation=conversation, user=person) for person in people)
    record("forum.start_conversation", by=by, on=by)
    return _write(conversation, by=by, **said)


def _write(conversation, *, by, body, once, files, decision, draft):
    """The next message of a conversation whose lock the caller holds."""
    now, body = timezone.now(), with_mentions(body, MEMBERS)
    _refuse_quotes(body, by)
    message = Message.objects.create(
        conversation=conversation,
        number=conversation.last_number + 1,
        author=by,
        **worded(body),
        once=once,
        created_at=now,
        held_at=now if rules.is_unheard(by, conversation) else None,
    )
    _move_on(conversation, message)
    drop_sent_draft(draft, by=by)
    for file in files:
        attach(file, to=message, by=by)
    record("forum.write_message", by=by, on=by)
    note_decision(decision, on=by, by=by)
    if not message.held_at:
        notify("forum.message", about=conversation, to=_to_be_told(conversation))
    return message


def _refuse_quotes(body, by):
    """A conversation quotes only what all members read: who of those in it reads more than that is told to nobody."""
    lines = "\n".join(line for line in body.splitlines() if line.lstrip().startswith(">"))
    quoted = [key for key in markup.render(lines).references if key.startswith("post:")] if lines else ()
    posts = things.resolve(quoted, by).values()
    if any(rules.is_narrower(post.topic.audience_id, MEMBERS) for post in posts):
        raise refusals.WiderAudience
    if not all(allows(post, QUOTE) for post in posts):
        raise refusals.NotToBePassedOn


def _move_on(conversation, message):
    """The conversation's counters, and how far its people are."""
    conversation.last_number, conversation.bumped_at = message.number, message.created_at
    conversation.save(update_fields=["last_number", "bumped_at"])
    places = conversation.participants
    places.filter(user=message.author).update(read_number=message.number)
    if not message.held_at:
        places.filter(arrived_at=None).update(arrived_at=message.created_at)


def _to_be_told(conversation):
    """Who takes part, has not muted it, and has read what the last notice told: one is told once of what waits."""
    waiting = Notice.objects.unread().filter(key=key_of(conversation)).values("recipient")
    places = conversation.participants.present().filter(muted_at=None).exclude(user__in=waiting)
    return [place.user for place in places.select_related("user")]


def _let_in(person, conversation, by):
    fresh = {"joined_at": timezone.now(), "joined_number": conversation.last_number, "added_by": by}
    back = {"read_number": conversation.last_number, "arrived_at": timezone.now(), "left_at": None, "left_number": None}
    Participant.objects.update_or_create(conversation=conversation, user=person, defaults={**fresh, **back})


def _own_place(conversation, by):
    require(rules.takes_part, by, conversation)
    return Participant.objects.filter(conversation=conversation, user=by)
