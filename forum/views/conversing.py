"""Writing privately: to somebody new, in a conversation; and reporting what was written."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.gate import MEMBERS, is_member
from core.refusals import Refusal
from core.things import key_of
from core.views import not_found_unless
from files.receiving import receive, untold
from forum import actions, drafts, refusals, rules, unsent
from forum.asked import draft_at
from forum.conversing import places_in, readers_of_new
from forum.forms.conversations import ConversationForm, MessageForm, MessageReportForm
from forum.limits import refuse_many_conversations, refuse_many_messages
from forum.models import Conversation, Message
from forum.views.conversations import conversation_and_places, frame_of, message_seen
from forum.views.previewing import among_members, previewed
from forum.views.unsent import form_for, gone, has_lost_session, keep_draft
from members.models import User
from members.readers import moderators_but

WRITES = require_http_methods(["GET", "HEAD", "POST"])
NEAR = 5  # messages before and after a reported one that can be shown to the moderators with it


@WRITES
def conversation_new(request):
    """Write to one or several members. Whoever has a conversation with that one person goes on in it."""
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    not_found_unless(is_member(request.user))
    chosen = request.GET.getlist("to")
    if request.method != "POST" and len(chosen) == 1 and (there := _with(chosen[0], request.user)):
        return redirect(there.get_absolute_url() + "#write")
    return _write(
        request,
        partial(ConversationForm, by=request.user),
        key_of(request.user),
        deed=lambda form, **given: _start(form, request.user, given),
        template="forum/conversation_new.html",
        context=lambda form: {"seen": readers_of_new(form.chosen)},
        # Whoever comes to write to somebody else does not find there what was meant for another.
        initial={"people": chosen} if chosen else None,
    )


@WRITES
def conversation_write(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        found, places = conversation_and_places(request, ref)
    except Http404:
        return gone(request, refusals.ConversationGone)
    return _write(
        request,
        MessageForm,
        key_of(found),
        deed=lambda form, **given: _say(found, form, request.user, given),
        template="forum/conversation_write.html",
        context=lambda form: frame_of(found, places, request.user),
    )


@WRITES
def message_report(request, ref):
    """Point a message out to the moderators, with those around it that they should see too."""
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        found = message_seen(request, ref)
        not_found_unless(rules.can_report_message(request.user, found))
    except Http404:
        return gone(request, refusals.ConversationGone)
    near = _near(found, request.user)
    form = form_for(request, MessageReportForm)
    if form.is_bound and form.is_valid():
        chosen = [each for each in near if each.ref in form.cleaned_data["others"]]
        actions.report_messages(found, by=request.user, others=chosen, **form.said)
        messages.success(request, _("The moderators will look at it."))
        return unsent.forget(request, redirect(found.conversation))
    people = [place.user_id for place in places_in(found.conversation)]
    seen = moderators_but(people, f"moderators beside {found.conversation.ref}", request.user)
    context = {"message": found, "near": near, "form": form, "seen": seen, "checked": form.data.getlist("others")}
    return render(request, "forum/message_report.html", context)


def _with(ref, user):
    """The conversation that this person has with one other alone, or None."""
    other = User.objects.visible_to(user).filter(ref=ref).first()
    mine = Conversation.objects.visible_to(user)
    return mine.of_two(user, other).order_by("-bumped_at").first() if other and other != user else None


def _near(found, user):
    """The messages around one, as far as its reader sees them, in order."""
    theirs = Message.objects.in_conversation(found.conversation, user).standing().select_related("author__entry")
    before = theirs.filter(number__lt=found.number).order_by("-number")[:NEAR]
    return [*reversed(before), *theirs.filter(number__gt=found.number).order_by("number")[:NEAR]]


def _write(request, form_class, place, *, deed, template, context, initial=None):
    """Show a form with what was kept of it, preview or keep what was typed, or do the deed and go to the message.

    place: the key of its drafts; deed(form, files=, draft=) gives the message; context(form): what the page needs;
    initial: what it begins with, in the place of a draft.
    """
    draft = None if initial or request.method == "POST" else draft_at(place, request.user)
    form = form_for(request, form_class, initial or drafts.initial_of(draft))
    files, html, held_back, check, answer = drafts.files_in(draft, request.user), None, [], None, None
    if form.is_bound:
        files = receive(form, by=request.user)
        if "save_draft" in request.POST:
            answer = keep_draft(request, form, place, files)
        elif "preview" in request.POST:
            html = previewed(form, request.user, among_members)
            untold(form, files)  # so that what they say is shown beside the preview
        elif "find" in request.POST:
            form.only_people()
        elif form.is_valid():
            began = drafts.began_with(request.POST, place, request.user)
            held_back, check, answer = _sent(request, form, files, partial(deed, form, files=files, draft=began), began)
    written = {"form": form, "files": files, "preview": html, "held_back": held_back, "check": check}
    return answer or render(request, template, {**context(form), **written, "place": place, "draft": draft})


def _sent(request, form, files, deed, began):
    """(files that come before sending, what is not decided on, the way to the message or None where it is not sent)."""
    held_back, check = untold(form, files), form.undecided(audience=MEMBERS)
    if held_back or check:
        return held_back, check, None
    try:
        return [], None, unsent.forget(request, redirect(deed()))
    except refusals.MessageAlreadySent as refusal:
        actions.drop_sent_draft(began, by=request.user)
        messages.info(request, refusal.message)
        return [], None, unsent.forget(request, redirect(refusal.there))
    except Refusal as refusal:
        form.add_error(None, refusal.message)
    return [], None, None


def _start(form, user, given):
    """The first message of a new conversation; raises Refusal."""
    refuse_many_conversations(by=user, once=form.said["once"])
    return actions.start_conversation(form.chosen, by=user, **given, **form.said)


def _say(found, form, user, given):
    refuse_many_messages(by=user, once=form.said["once"])
    return actions.write_message(found, by=user, **given, **form.said)
