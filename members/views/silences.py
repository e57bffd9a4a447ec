from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.gate import is_member
from core.refusals import Refusal
from core.views import not_found_unless
from members import actions
from members.models import Silence, User


@require_POST
def person_silence(request, ref):
    """Mute or block somebody, or hear of them again."""
    person = get_object_or_404(User.objects.visible_to(request.user), ref=ref)
    kind = request.POST.get("kind")
    try:
        if kind in dict(Silence.KINDS):
            actions.silence(person, kind, by=request.user)
            messages.success(request, _("Done. This person is not told."))
        else:
            actions.hear_again(person, by=request.user)
            messages.success(request, _("You hear of this person again."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("silences" if request.POST.get("from") == "list" else person)


@require_safe
def silence_list(request):
    """Whom one has muted or blocked."""
    not_found_unless(is_member(request.user))
    rows = (
        Silence.objects.visible_to(request.user)
        .select_related("other__entry")
        .order_by("other__entry__listed_as", "pk")
    )
    return render(request, "members/silence_list.html", {"rows": rows})
