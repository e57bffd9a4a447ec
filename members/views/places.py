"""What stands before the pages of a space: who is not inside, or does not keep it, meets the one 404."""

from functools import wraps

from django.shortcuts import get_object_or_404

from members.doors import freshly_signed_in
from members.models import Space


def inside(view):
    """view(request, space) for who is in the space."""

    @wraps(view)
    def answer(request, ref, **named):
        return view(request, _space(Space.objects.held_by(request.user), ref), **named)

    return answer


def keepers(view):
    """view(request, space) for who keeps the space; whatever changes who may see what asks for a fresh sign-in."""
    fresh = freshly_signed_in(view)

    @wraps(view)
    def answer(request, ref, **named):
        return fresh(request, _space(Space.objects.kept_by(request.user), ref), **named)

    return answer


def found(view):
    """view(request, space) for who finds the space."""

    @wraps(view)
    def answer(request, ref, **named):
        return view(request, _space(Space.objects.visible_to(request.user), ref), **named)

    return answer


def _space(spaces, ref):
    return get_object_or_404(spaces.select_related("audience"), ref=ref)
