from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.gate import MEMBERS
from core.panels import panels_for
from core.refusals import Refusal
from core.things import key_of
from core.views import not_found_unless
from files.actions import upload
from files.models import StoredFile
from files.views import shown
from members import actions, rules
from members.directory import Narrowing, rows_of
from members.forms import ProfileForm
from members.models import Portrait, Profile, Silence, User
from members.portraits import NAME
from members.told import spaces_in_common, told_to, told_to_audiences, views_of


@require_safe
def person_list(request):
    """The directory: all members by name, or those whom words and choices leave."""
    not_found_unless(rules.can_see_people(request.user))
    narrowing = Narrowing(request.GET, request.user)
    page = narrowing.page()
    context = {
        "page": page,
        "rows": rows_of(page.rows),
        "total": narrowing.total,
        "narrowing": narrowing,
        # Drawn once and shown twice: beside the list, and folded above it where the page is narrow.
        "facets": render_to_string("members/facets.html", {"facets": narrowing.facets()}),
        "query": narrowing.query(),
    }
    return render(request, "members/person_list.html", context)


@require_safe
def person_detail(request, ref):
    """Somebody's page, as far as this reader may see it; one's own also as others see it (`?as=`)."""
    person = get_object_or_404(User.objects.visible_to(request.user).for_listing(), ref=ref)
    is_own = person == request.user
    views = views_of(person) if is_own else []
    seen_as = request.GET.get("as", "") if request.GET.get("as") in dict(views) else ""
    told = told_to_audiences({MEMBERS, seen_as}, person) if seen_as else told_to(request.user, person)
    silence = None if is_own else Silence.objects.visible_to(request.user).filter(other=person).first()
    # A list of what carries the name would name whoever is not named here.
    shows_contributions = person.is_named or (is_own and not seen_as)
    context = {
        "person": person,
        "told": told,
        "is_own": is_own,
        "views": views,
        "seen_as": seen_as,
        "spaces": [] if is_own else spaces_in_common(request.user, person),
        "silence": silence,
        "can_write_to": not is_own and told.can_be_written_to,
        "panels": panels_for(request, "profile", person) if shows_contributions else [],
    }
    return render(request, "members/person_detail.html", context)


@require_safe
def person_photo(request, ref):
    """A photo, for whoever sees that part of the profile now."""
    person = get_object_or_404(User.objects.visible_to(request.user), ref=ref)
    portrait = get_object_or_404(Portrait.objects.visible_to(request.user), profile__user=person)
    files = StoredFile.objects.visible_to(request.user).held_by([key_of(portrait)])
    file = files.first()
    not_found_unless(file)
    return shown(file)


@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request):
    """One's own profile, and who sees which part of it."""
    not_found_unless(rules.can_see_people(request.user))
    person = request.user
    Profile.objects.get_or_create(user=person)
    form = ProfileForm(request.POST or None, request.FILES or None, person=person)
    if request.method == "POST" and form.is_valid() and _told(form, person):
        messages.success(
            request, _("Your page is kept. This is how you see it yourself; look at it as others do, too.")
        )
        return redirect("person", person.ref)
    has_photo = hasattr(person.profile, "portrait")
    context = {"form": form, "institution": person.profile.institution, "has_photo": has_photo, "person": person}
    return render(request, "members/profile_edit.html", context)


def _told(form, person):
    """Whether the profile could be written; else the form says why not."""
    try:
        photo = _photo(form, person)
        without = form.cleaned_data["without_photo"]
        actions.tell(person, actions.Telling(**form.telling()), by=person, photo=photo, without_photo=without)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _photo(form, person):
    sent = form.cleaned_data["photo"]
    return upload(sent, by=person, name=NAME) if sent else None
