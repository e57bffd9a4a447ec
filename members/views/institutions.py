"""Institutions, for stewards: names, domains, and who invites for them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.paging import page_by_key
from core.views import done, not_found_unless
from members import actions, rules
from members.doors import freshly_signed_in
from members.forms import FocalPointForm, InstitutionForm
from members.models import FocalPoint, Institution

ORDER = ["known_as", "ref"]


@require_safe
def institution_list(request):
    not_found_unless(rules.can_keep_institutions(request.user))
    listed = Institution.objects.by_name().for_listing()
    page = page_by_key(listed, request.GET.get("after"), request.GET.get("before"), order=ORDER)
    focal_points = {}
    for time in FocalPoint.objects.in_charge().filter(institution__in=[each.pk for each in page.rows]):
        focal_points.setdefault(time.institution_id, []).append(time.user)
    rows = [(institution, focal_points.get(institution.pk, [])) for institution in page.rows]
    return render(request, "members/institution_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def institution_new(request):
    not_found_unless(rules.can_keep_institutions(request.user))
    form = InstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        institution = actions.found_institution(by=request.user, **form.said)
        messages.success(request, _("The institution is written down. Now say who invites for it."))
        return redirect("institution", institution.ref)
    return render(request, "members/institution_edit.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def institution_edit(request, ref):
    not_found_unless(rules.can_keep_institutions(request.user))
    institution = get_object_or_404(Institution.objects.for_listing(), ref=ref)
    form = InstitutionForm(request.POST or None, institution=institution)
    if request.method == "POST" and form.is_valid():
        actions.edit_institution(institution, by=request.user, **form.said)
        messages.success(request, _("The institution is saved."))
        return redirect("institution", institution.ref)
    shown = {
        "form": form,
        "institution": institution,
        "focal_points": FocalPoint.objects.in_charge().filter(institution=institution),
        "choice": FocalPointForm(institution=institution),
    }
    return render(request, "members/institution_edit.html", shown)


@require_POST
def focal_point_add(request, ref):
    not_found_unless(rules.can_keep_institutions(request.user))
    return _add(request, get_object_or_404(Institution, ref=ref))


@freshly_signed_in
def _add(request, institution):
    form = FocalPointForm(request.POST, institution=institution)
    if not form.is_valid():
        messages.error(request, _("Please choose a member who works there."))
        return redirect("institution", institution.ref)
    return done(
        request,
        lambda: actions.name_focal_point(form.chosen, institution, by=request.user),
        _("%(name)s can invite people for this institution now.") % {"name": form.chosen.name},
        reverse("institution", args=[institution.ref]),
    )


@require_POST
def focal_point_end(request, ref, person):
    not_found_unless(rules.can_keep_institutions(request.user))
    return _end(request, get_object_or_404(Institution, ref=ref), person)


@freshly_signed_in
def _end(request, institution, person):
    time = get_object_or_404(FocalPoint.objects.current().select_related("user"), institution=institution,
                             user__ref=person)  # fmt: skip
    return done(
        request,
        lambda: actions.end_focal_point(time.user, institution, by=request.user),
        _("%(name)s invites nobody for this institution any more.") % {"name": time.user.name},
        reverse("institution", args=[institution.ref]),
    )
