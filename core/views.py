"""The one 404."""

from django.http import Http404


def not_found_unless(answer):
    """Foreign and missing are the same: raise Http404 unless the answer is yes."""
    if not answer:
        raise Http404
