from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import things
from core.gate import is_member
from core.paging import page_by_key
from core.views import not_found_unless
from notifications import actions
from notifications.forms import ChannelsForm
from notifications.models import Notice
from notifications.querysets import standing_for
from notifications.registry import known
from notifications.sentences import sentence
from notifications.unsubscribing import read_stop_token


@require_safe
def notice_list(request):
    """The bell's page: newest first, without what the reader may no longer see."""
    not_found_unless(is_member(request.user))
    notices = Notice.objects.still_shown_to(request.user)
    page = page_by_key(notices, request.GET.get("after"), request.GET.get("before"), order=["-created_at", "-ref"])
    rows = [_row(notice, thing, actor) for notice, thing, actor in standing_for(page, request.user)]
    return render(request, "notifications/notice_list.html", {"page": page, "rows": rows})


@require_POST
def notices_read(request):
    not_found_unless(is_member(request.user))
    actions.mark_read(by=request.user)
    return redirect("notices")


@require_safe
def notice(request, ref):
    """Where a mail leads: to what the notice is about. Addresses in mails name nothing, and are each used once."""
    mine = get_object_or_404(Notice.objects.still_shown_to(request.user), ref=ref)
    [(_, thing, _)] = standing_for([mine], request.user)
    return redirect(things.kind_of_row(thing).url(thing))


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request):
    """Where one hears of what."""
    not_found_unless(is_member(request.user))
    form = ChannelsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.choose_channels(form.cleaned_data, by=request.user)
        messages.success(request, gettext("Your choice is kept."))
        return redirect("notice_choices")
    return render(request, "notifications/choices.html", {"form": form})


@csrf_exempt  # mail programs post here for their readers (RFC 8058); the token is all that it takes, and all it does
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request, token):
    """Stop mails of one kind, by a link from one. Looking changes nothing: programs look at links before people do."""
    user, kind = read_stop_token(token)
    not_found_unless(user)
    if request.method == "POST":
        actions.stop_mail(user, kind)
    return render(request, "notifications/mail_stop.html", {"choice": kind.choice, "stopped": request.method == "POST"})


def _row(notice, thing, actor):
    url = things.kind_of_row(thing).url(thing)
    return {"notice": notice, "url": url, "said": sentence(known(notice.kind), thing, actor)}
