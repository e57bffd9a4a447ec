"""Spaces as those see them who find one: the list, the home, the door."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.gate import is_member
from core.opened import note_opened
from core.panels import panels_for
from core.refusals import Refusal
from core.views import done, not_found_unless
from members import actions, rules, second_factor
from members.forms import AskForm, NewSpaceForm, TermsForm
from members.models import Membership, Space
from members.readers import those_who_keep
from members.views.places import found


@require_safe
def space_list(request):
    """Spaces one is in, those that wait for one's answer, and those that members may find."""
    not_found_unless(is_member(request.user))
    spaces = Space.objects.visible_to(request.user).select_related("audience").in_order()
    invited = set(request.user.space_invitations.open().values_list("space", flat=True))
    at_door = set(Space.objects.waiting_for(request.user).values_list("pk", flat=True))
    groups = {"mine": [], "waiting": [], "others": []}
    for space in spaces:
        is_inside = rules.can_enter(request.user, space)
        group = "mine" if is_inside else "waiting" if space.pk in invited | at_door else "others"
        groups[group].append(space)
    return render(request, "members/space_list.html", groups)


@require_http_methods(["GET", "HEAD", "POST"])
def space_new(request):
    """Any member makes a space, and keeps it."""
    not_found_unless(rules.can_create_space(request.user))
    form = NewSpaceForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        space = actions.create_space(by=request.user, **form.cleaned_data)
        messages.success(request, _("The space is made, and you keep it. Invite those who belong in it."))
        return redirect(space)
    meanings = [(kind, label, Space(kind=kind)) for kind, label in Space.KINDS]
    return render(request, "members/space_new.html", {"form": form, "kinds": meanings})


@require_safe
@found
def space_detail(request, space):
    """A space: its home for those inside; for others what it is, and how one comes in."""
    if rules.can_enter(request.user, space):
        return _home(request, space)
    return _door(request, space)


def _home(request, space):
    note_opened(space, by=request.user)
    return render(
        request,
        "members/space_detail.html",
        {
            "space": space,
            "can_keep": rules.can_keep(request.user, space),
            "panels": panels_for(request, "space", space),
            "rail": panels_for(request, "space_rail", space),
            "mine": request.user.memberships.running().filter(space=space).first(),
        },
    )


def _door(request, space):
    """What the space is, and the one thing to do: accept, join, ask, or set up what is missing."""
    standing = request.user.memberships.running().filter(space=space).first()
    invitation = request.user.space_invitations.open().filter(space=space).select_related("invited_by__entry").first()
    asked = request.user.join_requests.waiting().filter(space=space).first()
    can_ask = rules.can_ask(request.user, space) and not asked
    waits = can_ask and rules.has_asked_enough(request.user, space)
    can_ask = can_ask and not waits
    seen = rules.can_see_people_of(request.user, space)
    people = space.memberships.current().with_people()
    # Of a sealed space the invited person learns who invites, and no more of who is in it.
    keepers = people.filter(role=Membership.KEEPER) if not space.is_sealed else people.none()
    return render(
        request,
        "members/space_door.html",
        {
            "space": space,
            "standing": standing,
            "needs_factor": space.asks_for_factor and not second_factor.has_one(request.user),
            "needs_terms": standing and not _has_accepted(standing, space),
            "invitation": None if standing else invitation,
            "asked": None if standing or invitation else asked,
            "can_join": rules.can_join(request.user, space),
            "can_ask": can_ask and not invitation,
            "asks_later": waits,
            "form": AskForm(space=space) if can_ask and not invitation else TermsForm(space=space),
            "seen": those_who_keep(space, request.user) if can_ask else None,
            "people": people[:50] if seen else keepers,
            "sees_people": seen,
        },
    )


def _has_accepted(membership, space):
    return not space.terms_at or bool(membership.terms_at and membership.terms_at >= space.terms_at)


@require_POST
@found
def space_join(request, space):
    form = TermsForm(request.POST, space=space)
    form.is_valid()
    return done(
        request,
        lambda: actions.join(space, by=request.user, accepts_terms=form.accepts_terms),
        _("You are in this space now."),
        to=space,
    )


@require_POST
@found
def space_ask(request, space):
    """Ask to be let in; a text that can't be taken stays in the form."""
    form = AskForm(request.POST, space=space)
    if not form.is_valid():
        not_found_unless(rules.can_ask(request.user, space))
        return render(
            request,
            "members/space_ask.html",
            {"space": space, "form": form, "seen": those_who_keep(space, request.user)},
        )
    return done(
        request,
        lambda: actions.ask_to_join(
            space, by=request.user, words=form.cleaned_data["words"], accepts_terms=form.accepts_terms
        ),
        _("Your request is with the keepers of the space. You are told when they answer."),
        to=space,
    )


@require_POST
@found
def space_ask_withdraw(request, space):
    asked = request.user.join_requests.waiting().filter(space=space).first()
    not_found_unless(asked)
    return done(
        request,
        lambda: actions.withdraw_request(asked, by=request.user),
        _("Your request is withdrawn."),
        to=space,
    )


@require_POST
@found
def space_terms(request, space):
    """The terms of a space that one belongs to already, and that were changed."""
    not_found_unless(request.user.memberships.running().filter(space=space).exists())
    form = TermsForm(request.POST, space=space)
    if not form.is_valid():
        messages.error(request, actions.TermsFirst.message)
        return redirect(space)
    return done(
        request, lambda: actions.accept_terms(space, by=request.user), _("You have accepted the terms."), to=space
    )


@require_POST
@found
def space_accept(request, space):
    invitation = _own_invitation(request, space)
    form = TermsForm(request.POST, space=space)
    form.is_valid()
    return done(
        request,
        lambda: actions.accept_invitation(invitation, by=request.user, accepts_terms=form.accepts_terms),
        _("You are in this space now."),
        to=space,
    )


@require_POST
@found
def space_decline(request, space):
    invitation = _own_invitation(request, space)
    return done(
        request,
        lambda: actions.decline_invitation(invitation, by=request.user),
        _("You have declined. Nobody can see the invitation any more."),
        to=reverse("spaces"),
    )


def _own_invitation(request, space):
    invitation = request.user.space_invitations.open().filter(space=space).select_related("space").first()
    not_found_unless(invitation)
    return invitation


@require_POST
@found
def space_leave(request, space):
    """Who belongs to a space goes, from inside or from its door."""
    not_found_unless(request.user.memberships.running().filter(space=space).exists())
    try:
        actions.leave(request.user, space, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(space)
    messages.success(request, _("You have left the space."))
    return redirect("spaces")
