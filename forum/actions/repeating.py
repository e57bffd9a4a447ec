"""The same text sent once more: from another device, or from a page that somebody found open."""

import unicodedata
from datetime import timedelta

from django.utils import timezone

from core.things import key_of
from files.models import StoredFile
from forum import refusals, rules
from forum.actions.referring import referring

SOON = timedelta(minutes=10)


def refuse_if_sent(topic, by, body, files):
    """Raise AlreadySent, with the post that is there, where this person's last one in a locked topic is of a moment ago
    and says the same, with the same files. Whatever face it shows: its writer alone hears of it."""
    last = topic.posts.filter(origin__user=by, created_at__gt=timezone.now() - SOON).order_by("-created_at", "-pk")
    post = last.first()
    if post is None or not rules.is_there(post) or _plain(post.body) != _plain(referring(body, topic.board)):
        return
    there = StoredFile.objects.filter(holder=key_of(post)).values_list("sha256_sent", flat=True) if files else ()
    if sorted(there) == sorted(file.sha256_sent for file in files):
        post.topic = topic
        raise refusals.AlreadySent(post)


def _plain(text):
    """Without what another keyboard or browser makes of the same words."""
    return " ".join(unicodedata.normalize("NFC", text).split())
