"""What views of all rooms do alike: the one 404, and a deed that is done and told of."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from core.refusals import Refusal


def not_found_unless(answer):
    """Foreign and missing are the same: raise Http404 unless the answer is yes."""
    if not answer:
        raise Http404


def done(request, deed, said, to, else_to=None):
    """Do something and go on with a sentence: what was done, or why not."""
    try:
        deed()
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(else_to or to)
    messages.success(request, said)
    return redirect(to)
