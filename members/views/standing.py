"""Who holds which role, whose account is open: the membership stewards' screens."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refusal
from core.views import not_found_unless
from members import actions, rules
from members.doors import freshly_signed_in
from members.forms.standing import ReasonForm, RolesForm
from members.models import Appointment, User

MOST = 20  # people that a search for somebody shows


@require_safe
def roles(request):
    """Each role with those who hold it, closed accounts, and a way to find somebody."""
    not_found_unless(rules.can_appoint(request.user))
    typed = request.GET.get("q", "").strip()[:120]
    held = Appointment.objects.held().select_related("user")
    holders = [(label, [row.user for row in held if row.role == role]) for role, label in Appointment.ROLES]
    known = User.objects.answered_for_by(request.user)
    context = {
        "holders": holders,
        "closed": known.filter(disabled_at__isnull=False).order_by("sort_name", "ref"),
        "typed": typed,
        "found": _found(known, typed),
    }
    return render(request, "members/roles.html", context)


def _found(known, typed):
    if not typed or "\x00" in typed:
        return []
    named = Q(name__icontains=typed) | Q(email=typed.lower())
    return list(known.filter(named).for_listing().order_by("sort_name", "ref")[:MOST])


def standing(request, ref):
    """One person's roles and account. Strangers are told nothing, and stewards show again that it is them."""
    person = _answered_for(request, ref)
    return _standing(request, person)


def standing_account(request, ref):
    """Close or open somebody's account."""
    person = _answered_for(request, ref)
    return _account(request, person)


@freshly_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def _standing(request, person):
    held = Appointment.objects.held().filter(user=person).values_list("role", flat=True)
    form = RolesForm(request.POST or None, initial={"roles": list(held)})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        if _done(request, form, actions.change_roles, person, chosen["roles"], reason=chosen["reason"]):
            messages.success(request, _("The roles are changed. The person and the other stewards are told."))
            return redirect("standing", person.ref)
    return _page(request, person, form, ReasonForm(auto_id="id_account_%s"))


@freshly_signed_in
@require_POST
def _account(request, person):
    form = ReasonForm(request.POST, auto_id="id_account_%s")
    deed = actions.enable if person.disabled_at else actions.disable
    if form.is_valid() and _done(request, form, deed, person, reason=form.cleaned_data["reason"]):
        messages.success(request, _("Done. The person and the other stewards are told."))
        return redirect("standing", person.ref)
    held = Appointment.objects.held().filter(user=person).values_list("role", flat=True)
    return _page(request, person, RolesForm(initial={"roles": list(held)}), form)


def _page(request, person, roles_form, account_form):
    may = rules.can_change_standing(request.user, person)
    context = {"person": person, "form": roles_form, "account_form": account_form, "may": may}
    return render(request, "members/standing.html", context)


def _answered_for(request, ref):
    return get_object_or_404(User.objects.answered_for_by(request.user).for_listing(), ref=ref)


def _done(request, form, deed, *what, **how):
    """Whether it is done; else the form says why not."""
    try:
        deed(*what, by=request.user, **how)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    return True
