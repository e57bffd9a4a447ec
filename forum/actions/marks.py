"""Bookmarks and signals. The record tells of neither: what somebody keeps is theirs, and a signal has no name."""

from django.db import transaction
from django.utils import timezone

from core.refusals import require
from forum import rules
from forum.models import Bookmark, Post, Signal
from notifications.live import notify

AT_ONCE = 100  # reminders of one turn


@transaction.atomic
def set_bookmark(post, *, by, note="", remind_at=None):
    """Keep a post to be found again; once more changes the note and the reminder."""
    require(rules.can_bookmark, by, post)
    told = {"note": note, "remind_at": remind_at, "reminded_at": None}
    return Bookmark.objects.update_or_create(user=by, post=post, defaults=told)[0]


@transaction.atomic
def remove_bookmark(post, *, by):
    Bookmark.objects.filter(user=by, post=post).delete()


@transaction.atomic
def remind():
    """Tell those whose bookmarks are due, as far as they still see the post. Returns how many were due."""
    due = Bookmark.objects.due().select_for_update(of=("self",), skip_locked=True)
    due = list(due.select_related("user").order_by("remind_at")[:AT_ONCE])
    posts = Post.objects.for_things().in_bulk([bookmark.post_id for bookmark in due])
    for bookmark in due:
        notify("forum.reminder", about=posts[bookmark.post_id], to=[bookmark.user])
    Bookmark.objects.filter(pk__in=[bookmark.pk for bookmark in due]).update(reminded_at=timezone.now())
    return len(due)


@transaction.atomic
def signal(post, *, by, kind, country=""):
    """Say what a post was to oneself; once more is the same. What worked and what did not take each other's place."""
    require(rules.can_signal, by, post)
    if kind != Signal.USEFUL:
        Signal.objects.filter(user=by, post=post).exclude(kind__in=[Signal.USEFUL, kind]).delete()
    country = "" if kind == Signal.USEFUL else country
    Signal.objects.update_or_create(user=by, post=post, kind=kind, defaults={"country": country})


@transaction.atomic
def take_signal_back(post, *, by, kind):
    Signal.objects.filter(user=by, post=post, kind=kind).delete()
