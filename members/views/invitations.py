"""Invitations, for stewards and for focal points of institutions: each sees what is theirs to see.

Of the space that an outsider is invited into, these screens say nothing, to nobody: they never ask for it.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.paging import page_by_key
from core.refusals import Refusal
from core.views import not_found_unless
from members import actions, rules
from members.doors import freshly_signed_in
from members.forms import InviteForm, doubts_about
from members.models import Invitation, Space
from members.readers import one_invited_and_their_inviters

NEWEST = ["-created_at", "ref"]


@require_safe
def invitation_list(request):
    """What waits for a steward first, then all that was sent, the newest first."""
    not_found_unless(rules.can_invite_somebody(request.user))
    mine = Invitation.objects.visible_to(request.user).for_listing()
    page = page_by_key(mine.sent(), request.GET.get("after"), request.GET.get("before"), order=NEWEST)
    requests = mine.requests().order_by("expires_at") if rules.is_steward(request.user) else []
    return render(request, "members/invitation_list.html", {"page": page, "requests": requests})


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request):
    not_found_unless(rules.can_invite_somebody(request.user))
    if request.method == "POST":
        return _send(request)
    return _write(request, InviteForm(by=request.user, initial={"language": request.user.language}))


@freshly_signed_in
def _send(request):
    form = InviteForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            invitation = actions.invite(by=request.user, **form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The invitation is on its way. It is good for seven days."))
            return redirect(invitation)
    return _write(request, form)


def _write(request, form):
    seen = one_invited_and_their_inviters([each.pk for each in form.institutions.values()], request.user)
    return render(request, "members/invitation_new.html", {"form": form, "seen": seen})


@require_safe
def invitation_detail(request, ref):
    """One invitation: for whom, in which state, what was sent when."""
    invitation = _one(request, ref)
    offered = Space.objects.visible_to(request.user).filter(pk__in=invitation.spaces.values("pk"))
    shown = {
        "invitation": invitation,
        "doubts": doubts_about(invitation.email, invitation.institution) if invitation.state == "asked" else [],
        "spaces": offered.in_order(),
        "mails": invitation.mails.select_related("by__entry").order_by("-at"),
        "can_manage": rules.can_manage_invitation(request.user, invitation),
        "can_resend": rules.can_send_again(request.user, invitation),
        "is_fallen": invitation.is_begun and not rules.stands_for(invitation),
        "can_answer": rules.can_answer_request(request.user, invitation),
    }
    return render(request, "members/invitation_detail.html", shown)


@require_POST
def invitation_resend(request, ref):
    invitation = _one(request, ref)
    sent = _("It was sent again. The link of the mail before is dead now.")
    return _do(request, invitation, actions.resend, _("Your word is noted.") if invitation.is_begun else sent)


@require_POST
def invitation_revoke(request, ref):
    said = _("The invitation is taken back. Its link opens nothing now.")
    return _do(request, _one(request, ref), actions.revoke, said)


@require_POST
def invitation_approve(request, ref):
    said = _("The invitation is on its way, and the keeper is told.")
    return _do(request, _request(request, ref), actions.approve_outsider, said)


@require_POST
def invitation_refuse(request, ref):
    said = _("Nothing is sent. The keeper who asked is told.")
    return _do(request, _request(request, ref), actions.refuse_outsider, said)


@freshly_signed_in
def _do(request, invitation, deed, said):
    """One of the actions, then the invitation's page again, with what came of it."""
    try:
        deed(invitation, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(invitation)


def _one(request, ref):
    known = (
        Invitation.objects.visible_to(request.user).for_listing().select_related("user__entry", "approved_by__entry")
    )
    return get_object_or_404(known, ref=ref)


def _request(request, ref):
    not_found_unless(rules.is_steward(request.user))
    return get_object_or_404(Invitation.objects.visible_to(request.user).filter(space__isnull=False), ref=ref)
