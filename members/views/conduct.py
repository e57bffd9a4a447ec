"""What moderators decide and note about people; what the person concerned sees of it, and may object to."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refusal
from core.views import not_found_unless
from members import actions, rules
from members.forms.conduct import AppealForm, LiftForm, NoteForm, SanctionForm
from members.links import suspension_of
from members.models import MemberNote, Sanction, User
from notifications.actions import read_about

FORMS = require_http_methods(["GET", "HEAD", "POST"])


@FORMS
def conduct(request, ref):
    """Somebody's sanctions, and a form for another one."""
    person = _watched(request, ref)
    form = SanctionForm(request.POST or None, by=request.user, person=person)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            actions.sanction(person, by=request.user, **{**chosen, "days": chosen["days"] or None})
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Done. The person is told, with your words."))
            return redirect("roles" if chosen["kind"] == Sanction.SUSPENSION else "conduct", *_unless_closed(person))
    return _page(request, person, form=form)


def _unless_closed(person):
    person.refresh_from_db()
    return [] if person.disabled_at else [person.ref]


@require_POST
def conduct_note(request, ref):
    person = _watched(request, ref)
    form = NoteForm(request.POST, auto_id="id_note_%s")
    if form.is_valid():
        actions.note(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("The note is kept."))
        return redirect("conduct", person.ref)
    return _page(request, person, note_form=form)


@require_POST
def note_throw_away(request, ref):
    note = get_object_or_404(MemberNote.objects.visible_to(request.user).select_related("about"), ref=ref)
    not_found_unless(rules.can_throw_away_note(request.user, note))
    actions.throw_away_note(note, by=request.user)
    messages.success(request, _("The note is gone."))
    return redirect("conduct", note.about.ref)


@FORMS
def sanction(request, ref):
    """One sanction: for the person, with what may be said to it; for moderators, with a way to lift it."""
    row = get_object_or_404(Sanction.objects.visible_to(request.user).with_people(), ref=ref)
    is_mine = row.user_id == request.user.pk
    not_found_unless(request.method != "POST" or is_mine)
    if is_mine:
        read_about([f"sanction:{row.ref}"], by=request.user)
    return _appealable(request, row, is_mine=is_mine, template="members/sanction_detail.html")


@require_POST
def sanction_lift(request, ref):
    row = get_object_or_404(Sanction.objects.visible_to(request.user).with_people(), ref=ref)
    not_found_unless(rules.can_lift(request.user, row))
    form = LiftForm(request.POST)
    if form.is_valid():
        actions.lift(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("It has ended. The person is told."))
        return redirect(row)
    return _shown(request, row, lift_form=form)


@FORMS
def suspended(request, token):
    """For who holds the link of the letter about a suspension: why, until when, and a way to object."""
    row = suspension_of(token)
    if row is None:
        raise Http404
    return _appealable(request, row, is_mine=True, template="members/suspended.html")


def _appealable(request, row, *, is_mine, template):
    may_appeal = is_mine and row.is_running and not row.appealed_at
    form = AppealForm(request.POST or None) if may_appeal or request.method == "POST" else None
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(row, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Another moderator will look at it, and you will be told."))
            return redirect(request.path)
    return _shown(request, row, form=form, is_mine=is_mine, template=template)


def _shown(request, row, *, form=None, lift_form=None, is_mine=False, template="members/sanction_detail.html"):
    may_lift = not is_mine and row.is_running and rules.can_lift(request.user, row)
    context = {
        "sanction": row,
        "is_mine": is_mine,
        "form": form,
        "lift_form": lift_form or (LiftForm() if may_lift else None),
    }
    return render(request, template, context)


def _page(request, person, *, form=None, note_form=None):
    sanctions = person.sanctions.all().with_people().order_by("-at", "-id")
    notes = MemberNote.objects.visible_to(request.user).filter(about=person).select_related("by").order_by("-at", "-id")
    context = {
        "person": person,
        "sanctions": sanctions,
        "notes": notes,
        "form": form or SanctionForm(by=request.user, person=person),
        "note_form": note_form or NoteForm(auto_id="id_note_%s"),
    }
    return render(request, "members/conduct.html", context)


def _watched(request, ref):
    """A member whose conduct this person watches; not oneself."""
    not_found_unless(rules.watches_conduct(request.user))
    return get_object_or_404(User.objects.visible_to(request.user).exclude(pk=request.user.pk).for_listing(), ref=ref)
