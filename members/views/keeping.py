"""A keeper's screens: people, settings, kind, archive, close."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.opened import note_opened
from core.paging import page_by_key
from core.refusals import Refusal
from core.views import done, not_found_unless
from members import actions, rules
from members.forms import KindForm, MembershipForm, SettingsForm
from members.invited import opening_later
from members.models import Membership, Space, User, Widening
from members.views.places import inside, keepers

READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])
SETTINGS = ("name", "purpose", "language", "terms", "people_seen_by", "asks_for_factor", "ends_at")


@require_safe
@inside
def space_people(request, space):
    """Who is in the space, as far as its keepers let others see it; what waits for a keeper's word."""
    note_opened(space, by=request.user, part="people")
    sees, keeps = rules.can_see_people_of(request.user, space), rules.can_keep(request.user, space)
    people = (space.memberships.running() if keeps else space.memberships.current()).with_people()
    shown = people if sees else people.filter(role=Membership.KEEPER)
    order = ["user__entry__listed_as", "user__ref"]
    page = page_by_key(shown, request.GET.get("after"), request.GET.get("before"), order=order, size=50)
    waiting = {
        "requests": _with_entries(space.join_requests.waiting().with_inviters()),
        "invitations": space.invitations.standing().for_listing().order_by("created_at", "pk"),
        "outsiders": space.outsiders.filter(used_at=None, revoked_at=None).order_by("created_at", "pk"),
    }
    return render(
        request,
        "members/space_people.html",
        {
            "space": space,
            "page": page,
            "can_keep": keeps,
            "sees_people": sees,
            "can_invite": rules.can_invite_into(request.user, space),
            "count": space.memberships.current().of_good_people().count() if sees else None,
            **(waiting if keeps else {"waits": {"soon": opening_later(space, request.user)}}),
        },
    )


def _with_entries(rows):
    return rows.select_related("user__entry__institution").prefetch_related("user__entry__institution__names")


@READS_AND_WRITES
@keepers
def space_person(request, space, person):
    """One person's role and end in the space; and the ways to hand over to them or take them out."""
    membership = _membership(space, person)
    form = MembershipForm(request.POST or None, initial={"role": membership.role, "until": membership.until})
    people = reverse("space_people", args=[space.ref])
    if request.method == "POST" and form.is_valid():
        return done(
            request,
            lambda: actions.change_membership(membership.user, space, by=request.user, **form.cleaned_data),
            _("It is changed."),
            to=people,
            else_to=request.path,
        )
    return render(request, "members/space_person.html", {"space": space, "membership": membership, "form": form})


@require_POST
@keepers
def space_take_out(request, space, person):
    user = _membership(space, person).user
    people = reverse("space_people", args=[space.ref])
    to = reverse("spaces") if user == request.user else people
    return done(
        request,
        lambda: actions.leave(user, space, by=request.user),
        _("%(name)s is not in the space any more.") % {"name": f"\u2068{user.display}\u2069"},
        to=to,
        else_to=people,
    )


@require_POST
@keepers
def space_hand_over(request, space, person):
    user = _membership(space, person).user
    return done(
        request,
        lambda: actions.hand_over(space, user, by=request.user),
        _("%(name)s keeps the space now, and you are a member of it.") % {"name": f"\u2068{user.display}\u2069"},
        to=space,
    )


@READS_AND_WRITES
@keepers
def space_settings(request, space):
    """What the space is and how it works; who finds it; its end."""
    before = {name: getattr(space, name) for name in SETTINGS}
    form = SettingsForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["ends_at"] and not _is_another_day(form, before["ends_at"]):
            form.cleaned_data["ends_at"] = before["ends_at"]
        try:
            actions.change_space(space, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The settings are kept."))
            return redirect("space_settings", ref=space.ref)
    return render(
        request,
        "members/space_settings.html",
        {
            "space": space,
            "form": form,
            "kind_form": KindForm(initial={"kind": space.kind}),
            "kinds": [(kind, label, Space(kind=kind)) for kind, label in Space.KINDS],
            "widening": space.widenings.filter(ended_at=None).select_related("asked_by__entry").first(),
        },
    )


def _is_another_day(form, before):
    return before is None or form.fields["ends_at"].prepare_value(before) != form.fields["ends_at"].prepare_value(
        form.cleaned_data["ends_at"]
    )


@require_POST
@keepers
def space_kind(request, space):
    form = KindForm(request.POST)
    settings = reverse("space_settings", args=[space.ref])
    if not form.is_valid():
        messages.error(request, _("Please choose a kind."))
        return redirect(settings)
    try:
        waits = actions.change_kind(space, form.cleaned_data["kind"], by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(settings)
    if waits:
        messages.info(request, _("Another keeper has to agree first. They are asked."))
    else:
        messages.success(request, _("The kind of the space is changed."))
    return redirect(settings)


@require_POST
@keepers
def space_widening(request, space, widening):
    """The second keeper's answer to a wish to widen the space; or it is taken back."""
    row = get_object_or_404(Widening.objects.visible_to(request.user).for_things().filter(space=space), ref=widening)
    settings = reverse("space_settings", args=[space.ref])
    if request.POST.get("answer") == "agree":
        return done(
            request,
            lambda: actions.agree_to_widening(row, by=request.user),
            _("The kind of the space is changed."),
            to=settings,
        )
    return done(
        request,
        lambda: actions.drop_widening(row, by=request.user),
        _("The space stays as it is."),
        to=settings,
    )


@require_POST
@keepers
def space_archive(request, space):
    """Archive the space, or open it again."""
    if space.archived_at:
        return done(
            request,
            lambda: actions.reopen_space(space, by=request.user),
            _("The space is open again."),
            to=space,
        )
    return done(
        request,
        lambda: actions.archive_space(space, by=request.user),
        _("The space is archived: it can be read, and nothing is added."),
        to=space,
    )


@READS_AND_WRITES
@keepers
def space_close(request, space):
    """Asks once, then closes it for everybody."""
    if request.method != "POST":
        return render(request, "members/space_close.html", {"space": space})
    return done(
        request,
        lambda: actions.close_space(space, by=request.user),
        _("The space is closed. Nobody is inside any more."),
        to=reverse("spaces"),
    )


def _membership(space, person):
    running = space.memberships.running().select_related("user__profile__institution")
    membership = running.filter(user__ref=person, user__in=User.objects.members()).first()
    not_found_unless(membership)
    return membership
