"""What can be taken along: a topic on paper or as a file, a public board as a feed."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.gate import is_member
from core.limits import allow
from core.opened import note_opened
from core.views import not_found_unless
from forum import actions
from forum.asked import topic_named
from forum.copies import printed
from forum.feeds import feed_of, public_board
from forum.reading import note_mark, number_asked
from forum.views.places import place_of
from members.doors import freshly_signed_in

EXPORTS, DAY = 5, 24 * 3600
FEED_LASTS = 300  # seconds for which a feed need not be asked for again


@require_safe
def topic_print(request, ref):
    """The posts of a topic one below the other, each with its label, on a page that is made for paper."""
    topic = topic_named(ref, request.user)
    not_found_unless(topic)
    note_mark(topic, request.user)
    if is_member(request.user):
        note_opened(topic, by=request.user, part="print")
    context = {
        **place_of(topic.board, request.user),
        "topic": topic,
        "printed": printed(topic, number_asked(request.GET.get("from")), request.user),
    }
    return render(request, "forum/topic_print.html", context)


@require_POST
def topic_export(request, ref):
    """A topic as a Markdown file: after a step-up, five times a day."""
    topic = topic_named(ref, request.user)
    not_found_unless(topic and is_member(request.user))
    return _export(request, topic)


@freshly_signed_in
def _export(request, topic):
    if not allow("topic-export", request.user.ref, EXPORTS, DAY):
        messages.error(request, _("Topics are exported at most five times a day. Please come back tomorrow."))
        return redirect(topic)
    answer = HttpResponse(actions.export_topic(topic, by=request.user), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="topic-{topic.ref}.md"'
    return answer


@require_safe
def board_feed(request, ref):
    """The newest topics of a public board as an Atom feed, the same for whoever asks."""
    board = public_board(ref)
    not_found_unless(board)
    text, changed = feed_of(board, reverse("board_feed", args=[ref]))
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    answer = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    answer["ETag"], answer["Last-Modified"] = etag, http_date(changed.timestamp())
    if not request.user.is_authenticated:
        patch_cache_control(answer, public=True, max_age=FEED_LASTS)
    return get_conditional_response(request, etag, int(changed.timestamp()), answer)
