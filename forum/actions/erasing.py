"""Removing a text for good. Its number stays, and that it was: nothing that anybody wrote."""

from django.db import transaction
from django.utils import timezone

from core.things import key_of
from files.actions import erase_files
from forum.actions.locking import locked_post, locked_topic
from forum.actions.telling import refresh_below, refresh_post
from forum.columns import put
from forum.counting import recount
from forum.models import Draft, Poll, Topic
from search.live import refresh

# What hangs on a post and holds, or says, something of its text.
BESIDE_A_POST = ("revisions", "mentions", "quotes", "quoted_by", "bookmarks", "signals", "translations")


@transaction.atomic
def erase_post(post):
    """Remove a post's text, face, versions, files and drafts, and what hangs on it. The opening post goes with its
    topic's title when nothing else is left of that topic."""
    post = locked_post(post)
    if post.erased_at:
        return
    _empty(post)
    topic = post.topic
    recount(topic)
    if not topic.posts.filter(erased_at=None).exists():
        _unname(topic)
    refresh_post(post, narrows=True)


@transaction.atomic
def erase_topic(topic):
    """Remove a topic: its title, all its posts, and what hangs on it."""
    topic = locked_topic(topic)
    if topic.erased_at:
        return
    for post in topic.posts.filter(erased_at=None).select_for_update(no_key=True):
        post.topic = topic
        _empty(post)
    recount(topic)
    _unname(topic)


def _empty(post):
    refresh_below(post, narrows=True)  # while it is known what to take out of the index
    erase_files(post)
    for name in BESIDE_A_POST:
        getattr(post, name).all().delete()
    _drop_drafts_for(post)
    _end_liftings(post)
    emptied = {"body": "", "body_html": "", "author": None, "translated_at": None, "erased_at": timezone.now()}
    put(post, **emptied)


def _unname(topic):
    Topic.objects.filter(pk=topic.pk).update(title="", author=None, erased_at=timezone.now())
    topic.concepts.clear()
    topic.applies.all().delete()
    topic.asked.update(reason="")
    Poll.objects.filter(topic=topic).delete()
    _drop_drafts_for(topic)
    refresh(topic, whole_tree=True, narrows=True)


def _end_liftings(post):
    """Nobody is shown any more who wrote it."""
    now = timezone.now()
    post.liftings.filter(ended_at=None, closes_at__gt=now).update(closes_at=now)


def _drop_drafts_for(place):
    """They may hold its words; those of a person whom a hold is on stay."""
    Draft.objects.filter(place=key_of(place)).not_on_hold().delete()
