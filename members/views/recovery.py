"""The way back for who has lost password and factors: asked for by anybody, confirmed by two, stopped by one click."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.limits import allow
from core.refusals import Refusal
from core.views import not_found_unless
from core.visitors import who
from members import actions, links, rules
from members.doors import freshly_signed_in
from members.forms import HowForm, LostForm, NewStartForm
from members.models import RecoveryRequest
from members.readers import confirmers

A_DAY, TIMES = 24 * 60 * 60, 5


@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request):
    """Ask for the way back. The answer is the same whether the address is a member's or not, and however often."""
    form = LostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if allow("recovery", who(request), TIMES, A_DAY):
            actions.wish_for_recovery(form.cleaned_data["email"])
        return render(request, "members/recovery_asked.html")
    return render(request, "members/recovery.html", {"form": form})


@require_safe
def recovery_list(request):
    """What waits to be confirmed, to open or to be used, for stewards and focal points."""
    not_found_unless(rules.can_see_recoveries(request.user))
    running = RecoveryRequest.objects.visible_to(request.user)
    return render(request, "members/recovery_list.html", {"running": running})


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_detail(request, ref):
    """One of them: say how one made sure, or end it."""
    asked = get_object_or_404(RecoveryRequest.objects.visible_to(request.user), ref=ref)
    return _decide(request, asked)


@freshly_signed_in
def _decide(request, asked):
    is_ending = "refuse" in request.POST
    form = HowForm(None if is_ending else request.POST or None)
    if request.method == "POST" and (is_ending or form.is_valid()):
        try:
            if is_ending:
                actions.refuse_recovery(asked, by=request.user)
            else:
                actions.confirm_recovery(asked, how=form.cleaned_data["how"], by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("It is ended.") if is_ending else _("Your word is noted."))
        return redirect("recovery_requests")
    can_confirm = rules.can_confirm_recovery(request.user, asked)
    words = asked.words.select_related("by__entry")
    shown = {
        "asked": asked,
        "form": form,
        "can_confirm": can_confirm,
        "words": words,
        "has_spoken": any(word.by_id == request.user.pk for word in words),
        "seen": confirmers(asked.user, request.user) if can_confirm else None,
    }
    return render(request, "members/recovery_detail.html", shown)


@require_POST
@login_required
def recovery_stop(request):
    """In a session of the person: one click, and nothing is asked."""
    running = RecoveryRequest.objects.running().filter(user=request.user).first()
    if running is not None:
        _stop(request, running, by=request.user)
    else:
        actions.expire_recoveries(request.user.recovery_requests.all())
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_stop_by_mail(request, token):
    """By a link from a mail. Looking changes nothing: programs look at links before people do."""
    asked = links.recovery_of(token, links.STOP)
    if request.method == "POST" and asked is not None:
        _stop(request, asked)
        return redirect("account_login")
    return render(request, "members/recovery_stop.html", {"asked": asked})


def _stop(request, asked, by=None):
    try:
        actions.stop_recovery(asked, by=by)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is stopped. Your account stays as it was, and the stewards are told."))


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_open(request, token):
    """The way back itself: a new password; a second factor is set up after signing in with it."""
    asked = links.recovery_of(token, links.OPEN)
    if asked is None or asked.opens_at is None or asked.opens_at > timezone.now():
        return render(request, "members/recovery_over.html", status=404)
    form = NewStartForm(request.POST or None, person=asked.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.recover(asked, password=form.cleaned_data["password"])
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your password is set. Sign in with it, and set up a second factor anew."))
        return redirect("account_login")
    return render(request, "members/recovery_open.html", {"form": form, "person": asked.user})
