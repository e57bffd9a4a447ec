"""A keeper's screens of who comes in: invitations of members, requests to join, requests for outsiders."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.limits import allow
from core.refusals import Refusal
from core.views import done, not_found_unless
from members import actions, rules
from members.forms import InviteIntoForm, OutsiderForm
from members.readers import one_invited_and_keepers, stewards_and_keepers
from members.views.places import keepers

READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])
INVITATIONS_A_DAY = 20
DAY = 24 * 60 * 60


@READS_AND_WRITES
@keepers
def space_invite(request, space):
    """Offer a member a place in the space."""
    not_found_unless(rules.can_invite_into(request.user, space))
    form = InviteIntoForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid() and _may_ask(request, form):
        try:
            invitation = actions.invite_into(form.person, space, by=request.user, **form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _said_of(invitation))
            return redirect("space_people", ref=space.ref)
    alone = space.memberships.of_keepers().count() == 1
    shown = {"form": form, "is_alone": alone, "seen": one_invited_and_keepers(space, request.user)}
    return render(request, "members/space_invite.html", {"space": space, **shown})


def _said_of(invitation):
    if invitation.is_open:
        return _("The person is invited, and told so.")
    if invitation.opens_at:
        return _("The invitation opens in a day. The people in the space are told.")
    return _("The invitation waits for the word of a second keeper. They are told.")


@READS_AND_WRITES
@keepers
def space_outsider(request, space):
    """Ask the membership stewards for somebody who has no account yet."""
    not_found_unless(rules.can_invite_into(request.user, space))
    form = OutsiderForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid() and _may_ask(request, form):
        try:
            actions.ask_for_outsider(space, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Your request is with the membership stewards. It stands for 72 hours."))
            return redirect("space_people", ref=space.ref)
    return render(
        request,
        "members/space_outsider.html",
        {"space": space, "form": form, "seen": stewards_and_keepers(space, request.user)},
    )


def _may_ask(request, form):
    """At most twenty invitations a day, of whatever sort."""
    if allow("invitations", request.user.ref, INVITATIONS_A_DAY, DAY):
        return True
    form.add_error(None, _("These were twenty invitations today. Please go on tomorrow."))
    return False


@require_POST
@keepers
def space_invitation(request, space, invitation):
    """A keeper's word about an invitation: the second one, or that it is taken back."""
    row = get_object_or_404(space.invitations.standing().select_related("space", "user"), ref=invitation)
    people = reverse("space_people", args=[space.ref])
    if request.POST.get("answer") == "agree":
        return done(
            request,
            lambda: actions.second_invitation(row, by=request.user),
            _("The person is invited, and told so."),
            to=people,
        )
    return done(
        request, lambda: actions.revoke_invitation(row, by=request.user), _("The invitation is taken back."), to=people
    )


@require_POST
@keepers
def space_request(request, space, asked):
    """Let in who asked, or not."""
    row = get_object_or_404(space.join_requests.select_related("space", "user"), ref=asked)
    people = reverse("space_people", args=[space.ref])
    if request.POST.get("answer") == "grant":
        return done(
            request,
            lambda: actions.grant(row, by=request.user),
            _("The person is in the space now, and told so."),
            to=people,
        )
    return done(
        request, lambda: actions.refuse(row, by=request.user), _("The request is refused; the person is told so."),
        to=people,
    )  # fmt: skip


@require_POST
@keepers
def space_outsider_withdraw(request, space, asked):
    row = get_object_or_404(space.outsiders.filter(used_at=None, revoked_at=None).select_related("space"), ref=asked)
    return done(
        request,
        lambda: actions.withdraw_outsider(row, by=request.user),
        _("The request is withdrawn."),
        to=reverse("space_people", args=[space.ref]),
    )
