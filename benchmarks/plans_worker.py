"""What the worker asks for many people at once, on a place: for `plans`. What is written for it is taken back."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from core.gate import MEMBERS
from core.things import key_of
from forum.models import Post
from notifications import announcing, digests
from notifications.live import announce
from notifications.models import Announcement, Delivery, Follow, Notice

READERS, EACH, WATCHING, LETTERS = 2000, 5, 5000, 20
TOLD = 20  # notices of each reader that no digest waits for any more


def parts():
    """(name, what asks it), one after the other: each is to be called before the next is taken."""
    with transaction.atomic():
        people = list(get_user_model().objects.members().order_by("pk").values_list("pk", flat=True)[:WATCHING])
        posts = list(Post.objects.filter(topic__audience=MEMBERS, number__gt=1).select_related("topic").order_by("pk"))
        Notice.objects.filter(recipient__in=people).delete()
        _make_notices(people[:READERS], posts[:EACH], waits_for="daily")
        _make_notices(people[:READERS], posts[EACH : EACH + TOLD])
        _analyse()
        yield "digests queued", digests.run_once
        letters = list(Delivery.objects.filter(kind=digests.DIGEST).order_by("pk")[:LETTERS])
        yield "digests written", lambda: digests.gather(letters)
        _watch(people, posts[-1].topic.board)
        Announcement.objects.all().delete()
        announce("forum.post", about=posts[-1])
        yield "followers told", announcing.run_once
        transaction.set_rollback(True)


def _make_notices(people, posts, waits_for=""):
    before = timezone.now() - timedelta(days=1, minutes=1)
    Notice.objects.bulk_create(
        Notice(
            recipient_id=person,
            kind="forum.post",
            key=key_of(post),
            within=key_of(post.topic),
            waits_for=waits_for,
            created_at=before,
        )
        for person in people
        for post in posts
    )


def _watch(people, board):
    Follow.objects.bulk_create(
        (Follow(user_id=person, key=key_of(board), level=Follow.WATCHING, why="chose") for person in people),
        ignore_conflicts=True,
    )
    _analyse()


def _analyse():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
