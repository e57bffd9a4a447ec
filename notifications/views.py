from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import things
from core.deeds import NAME_AUTHOR, allows
from core.gate import is_member
from core.paging import page_by_key
from core.views import not_found_unless
from notifications import actions
from notifications.following import KINDS
from notifications.forms import ChannelsForm, LevelForm, RhythmForm
from notifications.models import Follow, Notice
from notifications.querysets import groups_for, standing_for
from notifications.rules import can_follow
from notifications.unsubscribing import read_stop_token

MOST_AT_ONCE = 100


@require_safe
def notice_list(request):
    """The bell's page: newest first, without what the reader may no longer see."""
    not_found_unless(is_member(request.user))
    groups = {group.newest.pk: group for group in groups_for(request.user)}
    notices = Notice.objects.visible_to(request.user).filter(pk__in=groups)
    page = page_by_key(notices, request.GET.get("after"), request.GET.get("before"), order=["-created_at", "-ref"])
    rows = _rows([(notice, groups[notice.pk]) for notice in page], request.user)
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
    """Where one hears of what, when mail comes, and what one follows by oneself: two forms."""
    not_found_unless(is_member(request.user))
    is_rhythm = "rhythm" in request.POST
    form = ChannelsForm(None if is_rhythm else request.POST or None, user=request.user)
    rhythm = RhythmForm(request.POST if is_rhythm else None, user=request.user)
    if form.is_valid():
        actions.choose_channels(form.cleaned_data, by=request.user)
    elif rhythm.is_valid():
        actions.choose_rhythm(rhythm.cleaned_data, by=request.user)
    else:
        return render(request, "notifications/choices.html", {"form": form, "rhythm": rhythm})
    messages.success(request, gettext("Your choice is kept."))
    return redirect("notice_choices")


@require_http_methods(["GET", "HEAD", "POST"])
def following(request):
    """What one follows and still sees, the latest first; with what one has marked, all at once is done. Of what was
    lost with a place there is no trace: nothing is told of it, and who comes back finds it as it was."""
    not_found_unless(is_member(request.user))
    if request.method == "POST":
        return _change_follows(request)
    kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else ""
    follows = Follow.objects.visible_to(request.user).of_kind(kind).standing_out()
    page = page_by_key(follows, request.GET.get("after"), request.GET.get("before"), order=["-at", "-ref"])
    rows = things.resolve([row.key for row in page], request.user)
    shown = {"page": page, "rows": [_followed(row, rows[row.key]) for row in page if row.key in rows], "kind": kind}
    tabs = [("", gettext("All"))] + [
        (name, things.kind_named(name).plural) for name in KINDS if things.kind_named(name)
    ]
    shown["tabs"] = [(label, f"?kind={name}", name == kind) for name, label in tabs]
    return render(request, "notifications/following.html", {**shown, "levels": Follow.LEVELS})


def _change_follows(request):
    one = request.POST.get("stop")
    refs = [one] if one else request.POST.getlist("ref")
    form = LevelForm({"level": Follow.NORMAL} if one else request.POST)
    follows = list(Follow.objects.visible_to(request.user).filter(ref__in=refs[:MOST_AT_ONCE]))
    if form.is_valid() and follows:
        actions.change_follows(follows, form.cleaned_data["level"], by=request.user)
        messages.success(request, gettext("Your choice is kept."))
    else:
        messages.error(request, gettext("Mark what is to be changed, and choose how much you want to hear of it."))
    return redirect("following")


@require_POST
def follow(request, thing):
    """How much one wants to hear of a topic, a board, a concept or a space."""
    row = things.resolve([thing], request.user).get(thing)
    not_found_unless(row is not None and can_follow(request.user, row))
    form = LevelForm(request.POST)
    if form.is_valid():
        actions.follow(row, form.cleaned_data["level"], by=request.user)
        messages.success(request, gettext("Your choice is kept."))
    else:
        messages.error(request, gettext("Nothing is changed: please choose from the list."))
    return redirect(things.kind_of_row(row).url(row))


def _followed(row, thing):
    """A row of what one follows."""
    kind = things.kind_of(row.key)
    language = kind.title_language(thing) if kind.title_language else kind.language(thing)
    return {"row": row, "kind": kind.label, "title": kind.title(thing), "url": kind.url(thing), "language": language}


@csrf_exempt  # mail programs post here for their readers (RFC 8058); the token is all that it takes, and all it does
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request, token):
    """Stop mails of one kind, by a link from one. Looking changes nothing: programs look at links before people do."""
    user, kind = read_stop_token(token)
    not_found_unless(user)
    if request.method == "POST":
        actions.stop_mail(user, kind)
    return render(request, "notifications/mail_stop.html", {"choice": kind.choice, "stopped": request.method == "POST"})


def _rows(shown, user):
    """[{notice, url, said}]: of several notices that are said in one, `url` is that of the oldest."""
    keys = {key for notice, group in shown for key in (notice.key, notice.actor, group.oldest.key) if key}
    rows = things.resolve(keys, user)
    return [
        {
            "notice": notice,
            "url": things.kind_of_row(rows[group.oldest.key]).url(rows[group.oldest.key]),
            "said": group.said(rows, rows.get(notice.actor) if allows(rows[notice.key], NAME_AUTHOR) else None),
        }
        for notice, group in shown
        if notice.key in rows and group.oldest.key in rows
    ]
