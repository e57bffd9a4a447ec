from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.gate import is_member
from core.paging import page_by_key
from core.panels import panels_for
from core.refusals import Refusal
from core.views import not_found_unless
from members import actions, rules
from members.forms import WelcomeForm
from members.links import welcomed_by
from members.models import Membership, Space, User


@require_safe
def person_list(request):
    """All members, by name."""
    not_found_unless(rules.can_see_people(request.user))
    people = User.objects.visible_to(request.user).for_listing()
    page = page_by_key(people, request.GET.get("after"), request.GET.get("before"), order=["sort_name", "ref"], size=50)
    return render(request, "members/person_list.html", {"page": page})


@require_safe
def person_detail(request, ref):
    person = get_object_or_404(User.objects.visible_to(request.user).for_listing(), ref=ref)
    return render(
        request, "members/person_detail.html", {"person": person, "panels": panels_for(request, "profile", person)}
    )


@require_safe
def space_list(request):
    """Spaces one is in, and those that members may find."""
    not_found_unless(is_member(request.user))
    spaces = Space.objects.visible_to(request.user).select_related("audience").in_order()
    mine = [space for space in spaces if rules.can_enter(request.user, space)]
    others = [space for space in spaces if space not in mine]
    return render(request, "members/space_list.html", {"mine": mine, "others": others})


@require_safe
def space_detail(request, ref):
    """A space: for those inside what it holds and who is in it; for others what it is, and whom to ask."""
    space = get_object_or_404(Space.objects.visible_to(request.user).select_related("audience"), ref=ref)
    inside = rules.can_enter(request.user, space)
    people = space.memberships.current().with_people()
    return render(
        request,
        "members/space_detail.html",
        {
            "space": space,
            "inside": inside,
            "can_join": rules.can_join(request.user, space),
            "people": people if inside else people.filter(role=Membership.KEEPER),
            "panels": panels_for(request, "space", space) if inside else [],
        },
    )


@require_POST
def space_join(request, ref):
    space = get_object_or_404(Space.objects.visible_to(request.user), ref=ref)
    try:
        actions.join(space, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("You are in this space now."))
    return redirect(space)


@require_POST
def space_leave(request, ref):
    space = get_object_or_404(Space.objects.held_by(request.user), ref=ref)
    try:
        actions.leave(request.user, space, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(space)
    messages.success(request, _("You have left the space."))
    return redirect("spaces")


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request, token):
    """Where a one-time link leads: choose a name and a password, then sign in."""
    user = welcomed_by(token)
    not_found_unless(user)
    form = WelcomeForm(request.POST or None, person=user, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_in(user, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your password is set. Please sign in."))
        return redirect("account_login")
    return render(request, "members/welcome.html", {"form": form, "person": user})
