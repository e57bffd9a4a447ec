"""The charter: read by everybody, accepted by who comes in and by members, written by stewards."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refusal
from core.texts import number_in
from core.views import not_found_unless
from members import actions, rules
from members.doors import freshly_signed_in
from members.forms import CharterForm
from members.models import CharterAcceptance, CharterVersion
from members.readers import stewards_until_published
from members.steps import CHARTER, next_step, progress


@require_safe
def charter(request, number=None):
    """The version that holds, or an earlier one, in the reader's language; and which others there are."""
    versions = CharterVersion.objects.published()
    current = versions.first()
    not_found_unless(current)
    shown = current if number is None else get_object_or_404(versions, number=number)
    return render(
        request,
        "members/charter.html",
        {**_text_of(shown, request.user), "current": current, "versions": versions.prefetch_related("texts"),
         "accepted": _accepted(request.user, shown)},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def charter_accept(request):
    """The last step of coming in; and for members, once for each new version."""
    user = request.user
    if not user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    is_new = rules.is_coming_in(user)
    if is_new and next_step(user) != CHARTER:
        return redirect(next_step(user))
    if not is_new and not (user.is_member and user.charter_due_at):
        return redirect(_after(request))
    current = CharterVersion.objects.current()
    refusal = ""
    if request.method == "POST":
        try:
            actions.accept_charter(_version_seen(request, current), by=user)
        except Refusal as why:
            refusal = why.message
        else:
            return redirect("first_steps" if is_new else _after(request))
    shown = {**_text_of(current, user), "refusal": refusal, "is_new": is_new, "next": request.GET.get("next", "")}
    return render(
        request, "members/charter_accept.html", {**shown, "steps": progress("charter", user) if is_new else []}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def charter_edit(request):
    """The draft of the next version, in five languages, as it will be read."""
    not_found_unless(rules.can_edit_charter(request.user))
    draft = CharterVersion.objects.filter(published_at=None).prefetch_related("texts").first()
    current = CharterVersion.objects.current()
    form = CharterForm(request.POST or None, version=draft or current)
    if request.method == "POST" and form.is_valid():
        try:
            actions.draft_charter(form.texts, by=request.user, seen=form.cleaned_data["seen"])
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The draft is saved. Nobody but stewards sees it."))
            return redirect("charter_edit")
    drawn = [(text, text.html_for(request.user)) for text in draft.texts.all()] if draft else []
    shown = {"form": form, "draft": draft, "current": current, "drawn": drawn}
    return render(request, "members/charter_edit.html", {**shown, "seen": stewards_until_published(request.user)})


@require_POST
def charter_publish(request):
    not_found_unless(rules.can_edit_charter(request.user))
    return _publish(request)


@freshly_signed_in
def _publish(request):
    try:
        version = actions.publish_charter(by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("charter_edit")
    said = _("Version %(number)s is published. Members are asked to accept it at their next request.")
    messages.success(request, said % {"number": version.number})
    return redirect("charter")


@require_POST
def charter_throw_away(request):
    not_found_unless(rules.can_edit_charter(request.user))
    actions.throw_away_draft(by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("charter")


def _text_of(version, user):
    text = version.text
    return {"version": version, "text": text, "html": text.html_for(user) if text else ""}


def _accepted(user, version):
    if not user.is_authenticated:
        return None
    return CharterAcceptance.objects.filter(user=user, version=version).first()


def _version_seen(request, current):
    """The version whose text stood on the page that was sent; the action refuses any but the current one."""
    number = number_in(request.POST.get("version"))
    return current if number == current.number else CharterVersion.objects.filter(number=number).first()


def _after(request):
    url = request.GET.get("next", "")
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_ours else reverse("home")
