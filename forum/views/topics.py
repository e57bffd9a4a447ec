"""Reading: a topic page by page, one post's place, its versions."""

import logging

from django.db import DatabaseError
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.database import impatient
from core.gate import is_member
from core.opened import note_opened
from core.panels import panels_for
from core.refusals import NotAllowed
from core.things import key_of
from core.views import not_found_unless
from forum import actions, rules
from forum.asked import led_on, topic_named
from forum.composing import reply_form
from forum.forms.moving import SlowForm
from forum.models import Move, Post
from forum.polls import poll_of
from forum.reading import Row, note_mark, number_asked, read, silence_at
from forum.versions import compared, revisions_for, versions_of
from forum.views.places import place_of
from moderation.models import ReviewItem
from moderation.rules import can_delete
from notifications.actions import read_about
from notifications.querysets import has_unread_about

logger = logging.getLogger(__name__)


@require_safe
def topic_detail(request, ref):
    """Twenty posts from the one asked for; what was shown counts as read."""
    topic = topic_named(ref, request.user)
    if topic is None:
        there = led_on(ref, number_asked(request.GET.get("from")), request.user)
        not_found_unless(there)
        return redirect(there)
    note_mark(topic, request.user)
    may = _what_may(topic, request.user)
    token, place = get_token(request), place_of(topic.board, request.user)
    reading = read(topic, number_asked(request.GET.get("from")), request.user, token)
    if is_member(request.user):
        note_opened(topic, by=request.user)
        _note_reading(topic, reading, request.user)  # before the page is drawn: its bell counts what is left
    return render(
        request,
        "forum/topic_detail.html",
        {
            **place,
            **may,
            "topic": topic,
            "item_of": _item_of(topic, request.user) if topic.hidden_at and may["can_decide"] else None,
            "reading": reading,
            "poll": poll_of(topic, request.user),
            "reply_form": _reply_form(topic, request.user, place["readers"], token),
            "is_reader": rules.only_reads(request.user, topic.board),
            "silence": silence_at(topic.board, request.user),
            "slow_form": SlowForm(initial={"seconds": topic.slow_seconds}),
            "moves": Move.objects.visible_to(request.user).filter(topic=topic)
            if rules.can_close(request.user, topic)
            else (),
            "panels": panels_for(request, "topic", topic),
        },
    )


@require_safe
def post_detail(request, ref):
    """Where a post stands: the page of its topic."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic"), ref=ref)
    return redirect(post)


@require_safe
def post_history(request, ref):
    """The versions of a post, the newest first; and what changed between any two."""
    post = get_object_or_404(Post.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)
    note_opened(post, by=request.user, part="versions")
    numbers = list(revisions_for(request.user, post).order_by("number").values_list("number", flat=True))
    between = [number_asked(request.GET.get("from")), number_asked(request.GET.get("to", str(max(numbers, default=1))))]
    return render(
        request,
        "forum/post_history.html",
        {
            **place_of(post.topic.board, request.user),
            "topic": post.topic,
            "post": post,
            "versions": versions_of(post, request.user),
            "numbers": numbers,
            "between": between,
            "compared": compared(post, request.user, between) if "to" in request.GET else None,
            "choices": [("from", _("Compare version"), between[0]), ("to", _("with version"), between[1])],
        },
    )


def _what_may(topic, user):
    """What this reader is offered to do with the topic as a whole: who asked, and who moderates."""
    return {
        "can_edit_topic": rules.can_edit_topic(user, topic),
        "can_ask": rules.can_ask(user, topic),
        "can_settle": rules.can_settle(user, topic),
        "can_decide": rules.can_review_topic(user, topic),
        "can_close": rules.can_close(user, topic),
        "can_hide": rules.can_hide(user, topic),
        "can_restore": rules.can_restore(user, topic),
        "can_delete": can_delete(user, topic),
    }


def _item_of(topic, user):
    """The last item that says why a topic is out of sight: its own, or that of the post which it went with."""
    keys = [key_of(topic), *(key_of(post) for post in topic.posts.filter(number=1))]
    return ReviewItem.objects.visible_to(user).filter(key__in=keys).order_by("-opened_at", "-id").first()


def _reply_form(topic, user, readers, token):
    return reply_form(topic, user, readers, token) if rules.can_reply(user, topic) else ""


def _note_reading(topic, reading, user):
    """Note what is shown as read. A mark is a comfort, the page is not: where nothing can be written it comes too.
    Whom the topic was taken from while the page was made does not get it."""
    try:
        with impatient():
            _raise_mark(topic, reading, user)
    except NotAllowed:
        raise Http404 from None
    except DatabaseError as error:
        logger.warning("What somebody read could not be noted: %s", error)


def _raise_mark(topic, reading, user):
    """Raise the mark if that says anything new, and count notices about these posts as read; else write nothing."""
    rows = [row for row in reading.rows if isinstance(row, Row)]
    if reading.last > topic.mark and (topic.mark or any(_is_recent(row.post, user) for row in rows)):
        actions.mark_read(topic, reading.last, by=user)
    keys = [key_of(row.post) for row in rows]
    if has_unread_about(keys, user):
        read_about(keys, by=user)


def _is_recent(post, user):
    return not user.caught_up_at or post.created_at > user.caught_up_at
