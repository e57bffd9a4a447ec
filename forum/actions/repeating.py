"""The same text sent once more: from another device, or from a page that somebody found open."""

import unicodedata
from datetime import timedelta

from django.utils import timezone

from core.gate import MEMBERS
from core.things import key_of
from files.models import StoredFile
from forum import refusals, rules
from forum.actions.referring import referring
from forum.models import Message, Topic
from forum.references import with_mentions

SOON = timedelta(minutes=10)


def refuse_if_sent(topic, by, body, files):
    """Raise AlreadySent, with the post that is there, where this person's last one in a locked topic is of a moment ago
    and says the same, with the same files or with none sent now. Whatever face it shows: its writer alone hears of
    it."""
    post = topic.posts.filter(origin__user=by, created_at__gt=_soon()).order_by("-created_at", "-pk").first()
    if _says(post, referring(body, topic.board), files):
        post.topic = topic
        raise refusals.AlreadySent(post)


def refuse_if_started(board, by, title, body, files):
    """Raise AlreadySent where the last topic of this person, whose row is locked, on a board is of a moment ago and
    called the same, and its opening post says the same."""
    begun = Topic.objects.with_place().filter(board=board, origin__user=by, created_at__gt=_soon())
    topic = begun.order_by("-created_at", "-pk").first()
    if topic is None or not rules.is_there(topic) or _plain(topic.title) != _plain(title):
        return
    post = topic.posts.order_by("pk").first()
    if _says(post, referring(body, board), files):
        post.topic = topic
        raise refusals.AlreadySent(post)


def refuse_if_said(conversation, by, body, files):
    """Raise MessageAlreadySent where the last message of a locked conversation is this person's, of a moment ago, and
    says the same: after an answer, the same word is another."""
    message = conversation.messages.order_by("-number").first()
    is_own = message and message.author_id == by.pk and message.created_at > _soon()
    if is_own and _says(message, with_mentions(body, MEMBERS), files):
        message.conversation = conversation
        raise refusals.MessageAlreadySent(message)


def refuse_if_written_to(people, by, title, body, files):
    """Raise MessageAlreadySent where the last conversation that this person, whose row is locked, has begun is of a
    moment ago, with the same people, and began in the same words."""
    begun = Message.objects.filter(author=by, number=1, created_at__gt=_soon()).select_related("conversation")
    message = begun.order_by("-created_at", "-pk").first()
    if message is None or _plain(message.conversation.title) != _plain(title):
        return
    there = set(message.conversation.participants.present().values_list("user", flat=True))
    if there == {by.pk, *(person.pk for person in people)} and _says(message, with_mentions(body, MEMBERS), files):
        raise refusals.MessageAlreadySent(message)


def _soon():
    return timezone.now() - SOON


def _says(there, body, files):
    """Whether a post or message is there and says what is sent now, with the same files; sent without any it is the
    same whatever hangs on the one that is there."""
    if there is None or not rules.is_there(there) or _plain(there.body) != _plain(body):
        return False
    held = StoredFile.objects.filter(holder=key_of(there)).values_list("sha256_sent", flat=True) if files else ()
    return sorted(held) == sorted(file.sha256_sent for file in files)


def _plain(text):
    """Without what another keyboard or browser makes of the same words."""
    return " ".join(unicodedata.normalize("NFC", text).split())
