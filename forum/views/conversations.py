"""Private conversations: the list, one of them, one message; and one's own place there."""

import logging

from django.contrib import messages
from django.db import DatabaseError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.database import impatient
from core.gate import is_member
from core.markup import fill
from core.paging import page_by_key
from core.refusals import Refusal
from core.things import key_of
from core.views import done, not_found_unless
from files.querysets import files_of
from files.shown import shown
from forum import actions, drafts
from forum.asked import draft_at
from forum.conversing import first_shown, found_in, places_in, readers_of, rows_of, talk
from forum.forms.conversations import MessageForm, PeopleForm
from forum.models import Conversation, Message
from forum.reading import number_asked
from forum.views.unsent import form_for
from notifications.querysets import has_unread_about

logger = logging.getLogger(__name__)
WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def conversation_list(request):
    """One's private conversations, those last written in first."""
    not_found_unless(is_member(request.user))
    mine = Conversation.objects.visible_to(request.user).for_listing(request.user)
    page = page_by_key(mine, request.GET.get("after"), request.GET.get("before"), order=["-moved_at", "-ref"])
    context = {"page": page, "rows": rows_of(page.rows, request.user)}
    return render(request, "forum/conversation_list.html", context)


@require_safe
def conversation(request, ref):
    """A page of a conversation; what was shown counts as read."""
    found, places = conversation_and_places(request, ref)
    mine = next(place for place in places if place.user_id == request.user.pk)
    typed = request.GET.get("q", "").strip()[:200]
    start = number_asked(request.GET["from"]) if "from" in request.GET else first_shown(mine, found)
    context = frame_of(found, places, request.user)
    if typed:
        context["found"], context["is_more"] = found_in(found, typed, request.user)
    else:
        context["talk"] = talk(found, places, request.user, start)
        _note_reading(found, mine, context["talk"].last, request.user)
    draft = draft_at(key_of(found), request.user)
    context |= {"draft": draft, "place": key_of(found), "files": drafts.files_in(draft, request.user)}
    form = form_for(request, MessageForm, drafts.initial_of(draft))
    return render(request, "forum/conversation_detail.html", {**context, "typed": typed, "mine": mine, "form": form})


@WRITES
def conversation_add(request, ref):
    """Let others take part, from now on."""
    found, places = conversation_and_places(request, ref)
    form = PeopleForm(request.POST if request.method == "POST" else None, by=request.user)
    if "find" in request.POST:
        form.only_people()
    elif form.is_bound and form.is_valid():
        try:
            actions.add_people(found, form.chosen, by=request.user)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(found)
    return render(request, "forum/conversation_add.html", {**frame_of(found, places, request.user), "form": form})


@WRITES
def conversation_leave(request, ref):
    """Asks once, then takes one out of the conversation."""
    found, places = conversation_and_places(request, ref)
    if request.method != "POST":
        return render(request, "forum/conversation_leave.html", frame_of(found, places, request.user))
    actions.leave_conversation(found, by=request.user)
    messages.success(request, _("You have left the conversation."))
    return redirect("conversations")


@require_POST
def conversation_mute(request, ref):
    found, _places = conversation_and_places(request, ref)
    said = _("You hear no more of this conversation. It stays in your list.")
    return done(request, lambda: actions.mute_conversation(found, by=request.user), said, found)


@require_POST
def conversation_unmute(request, ref):
    found, _places = conversation_and_places(request, ref)
    said = _("You hear of this conversation again.")
    return done(request, lambda: actions.unmute_conversation(found, by=request.user), said, found)


@require_safe
def message(request, ref):
    """Where a message stands, for those who take part; for a moderator a reported one, and nothing around it."""
    found = message_seen(request, ref)
    if Message.objects.in_conversation(found.conversation, request.user).filter(pk=found.pk).exists():
        return redirect(f"{found.conversation.get_absolute_url()}?from={found.number}#m{found.number}")
    html = fill([found.html], request.user)[0]
    files = [shown(file) for file in files_of([found], request.user)[key_of(found)]]
    return render(request, "forum/message_detail.html", {"message": found, "html": html, "files": files})


def conversation_and_places(request, ref):
    """(the conversation, its places), for who takes part; else the one 404."""
    found = get_object_or_404(Conversation.objects.visible_to(request.user), ref=ref)
    return found, places_in(found)


def message_seen(request, ref):
    messages_seen = Message.objects.visible_to(request.user).select_related("conversation", "author__entry")
    return get_object_or_404(messages_seen, ref=ref)


def frame_of(found, places, user):
    """What every page of a conversation shows around its text."""
    present = [place for place in places if not place.left_at]
    return {
        "conversation": found,
        "people": [place.user for place in present],
        "seen": readers_of(found, places, user),
        "has_readers": any(is_member(place.user) for place in present if place.user_id != user.pk),
        "is_full": len(present) >= Conversation.MOST,
    }


def _note_reading(found, mine, number, user):
    """Note what was shown as read. Where nothing can be written the page comes too."""
    try:
        with impatient():
            if number > mine.read_number or has_unread_about([key_of(found)], user):
                actions.note_read_message(found, number, by=user)
    except DatabaseError as error:
        logger.warning("What somebody read could not be noted: %s", error)
