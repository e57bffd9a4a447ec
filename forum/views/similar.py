"""While somebody types a title: what there is already. By POST, since what is not sent yet belongs in no address."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from core.gate import is_member
from core.limits import allow
from core.views import not_found_unless
from forum.similar import similar_to

A_MINUTE = 40


@require_POST
def similar(request):
    not_found_unless(is_member(request.user))
    is_free = allow("similar", request.user.ref, A_MINUTE, 60)
    hits = similar_to(request.POST.get("title", "")[:200], request.user) if is_free else []
    return render(request, "forum/similar.html", {"hits": hits})
