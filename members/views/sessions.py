"""One's own sessions: listed, ended singly, or all but this one."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.texts import number_in
from members import actions, sessions
from members.models import AccountEvent

RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_list(request):
    """Where one is signed in, and what happened to the account lately."""
    if request.method == "POST":
        _end(request, request.POST.get("session", ""))
        return redirect("sessions")
    rows = [
        {"session": each, "device": sessions.in_words(each.user_agent), "is_current": _is_current(request, each)}
        for each in sessions.sessions_of(request.user)
    ]
    events = AccountEvent.objects.visible_to(request.user).order_by("-at", "-pk")[:RECENT]
    return render(request, "members/session_list.html", {"rows": rows, "events": events})


def _is_current(request, session):
    return session.session_key == request.session.session_key


def _end(request, wanted):
    """wanted: the number of one session in the list, or "others"."""
    if wanted == "others":
        actions.end_sessions(request.user, by=request.user)
        sessions.go_on(request, request.user)
        messages.success(request, _("All other devices are signed out."))
        return
    session = get_object_or_404(UserSession, user=request.user, pk=number_in(wanted, digits=18))
    actions.end_session(request.user, session, by=request.user)
    messages.success(request, _("That device is signed out."))
