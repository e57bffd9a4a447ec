from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.paging import page_by_key
from core.panels import panels_for
from core.views import not_found_unless
from members import rules
from members.models import User


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
