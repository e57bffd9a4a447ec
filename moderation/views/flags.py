"""What somebody reported, and what became of it: for who reported it."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import things
from moderation.decisions import UPHOLDING
from moderation.models import Flag


@require_safe
def flag(request, ref):
    flag = get_object_or_404(Flag.objects.visible_to(request.user), ref=ref)
    thing = things.resolve([flag.key], request.user).get(flag.key)
    kind = things.kind_of(flag.key)
    context = {
        "flag": flag,
        "title": kind.title(thing) if thing is not None else "",
        "language": (kind.title_language or kind.language)(thing) if thing is not None else "",
        "url": kind.url(thing) if thing is not None else "",
        "is_upheld": flag.decision in UPHOLDING,
    }
    return render(request, "moderation/flag.html", context)
