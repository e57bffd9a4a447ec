import logging
from http.client import FORBIDDEN, NOT_FOUND

from csp.constants import NONE
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.forms import CONTROLS
from core.limits import allow
from core.opened import note_opened
from core.views import not_found_unless
from core.visitors import who
from files import disk
from files.actions import refuse, release
from files.models import StoredFile
from files.reading import read
from files.rules import can_decide
from moderation.actions import AlreadyDecided

logger = logging.getLogger(__name__)

HOUR = 3600
DEEDS = {"release": release, "refuse": refuse}
# Nothing that somebody sent runs, loads or frames anything in our name, whatever a browser makes of it.
SANDBOX = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True}


@require_safe
def download(request, ref):
    """The file itself, for whoever may see what holds it now."""
    return _sent(request, _visible(request, ref), as_attachment=True)


@require_safe
def picture(request, ref):
    """A picture, to be shown in a page."""
    file = _visible(request, ref)
    not_found_unless(file.is_picture)
    return _sent(request, file, as_attachment=False)


@require_safe
def text(request, ref):
    """What a document says, page by page. Who sent a file is told here what became of it while it is not served."""
    file = get_object_or_404(StoredFile.objects.told_to(request.user).select_related("audience__space"), ref=ref)
    not_found_unless(file.is_document or file.state != StoredFile.STORED)
    if request.user.is_authenticated:
        note_opened(file, by=request.user)
    reading = read(file, request.user, request.GET.get("page"), _looked_for(request))
    space = getattr(file.audience, "space", None)
    return render(request, "files/text.html", {"file": file, "reading": reading, "space": space})


def _looked_for(request):
    """What to mark, which asks the search engine; nothing for who has searched too often in this minute."""
    typed = request.GET.get("q", "")
    return typed if typed and allow("search", who(request), settings.SEARCHES_PER_MINUTE, 60) else ""


@require_POST
def decide(request, ref):
    """Let a file through that the virus scanner said something of, or refuse it for good."""
    file = StoredFile.objects.to_decide().filter(ref=ref).first()
    if file is None or not can_decide(request.user, file):
        return _undecided(request)
    reason, deed = request.POST.get("reason", "").strip()[:200], DEEDS.get(request.POST.get("decision"))
    if deed is None or CONTROLS.search(reason):
        messages.error(request, _("Nothing was decided: please choose once more."))
        return redirect("reports")
    try:
        deed(file, by=request.user, reason=reason)
    except AlreadyDecided as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("Decided. Whoever sent the file is told."))
    return redirect("reports")


def _undecided(request):
    """For who is signed out, may not decide, or comes late: what was typed, to be copied; without it the one 404."""
    status, reason = (NOT_FOUND if request.user.is_authenticated else FORBIDDEN), request.POST.get("reason", "")
    if not reason:
        raise Http404
    return render(request, "moderation/undecided.html", {"reason": reason}, status=status)


def _visible(request, ref):
    return get_object_or_404(StoredFile.objects.visible_to(request.user), ref=ref)


def _sent(request, file, *, as_attachment):
    if not allow("download", who(request), settings.DOWNLOADS_PER_HOUR, HOUR):
        return _put_off(request)
    if request.user.is_authenticated:
        note_opened(file, by=request.user)
    return _response(file, as_attachment)


def shown(file):
    """A picture that is part of a page, such as a photo beside a name: it counts as no download. Whether it may be seen
    is asked before."""
    return _response(file, as_attachment=False)


def _response(file, as_attachment):
    response = FileResponse(
        _opened(file), as_attachment=as_attachment, filename=file.name, content_type=file.content_type
    )
    response["Cache-Control"] = "private, no-store"
    response._csp_config = SANDBOX
    return response


def _opened(file):
    try:
        return disk.full(file.path).open("rb")
    except FileNotFoundError as error:
        logger.error("The bytes of file:%s are missing on disk.", file.ref)
        raise Http404 from error


def _put_off(request):
    most = settings.DOWNLOADS_PER_HOUR
    response = render(request, "files/downloads_put_off.html", {"most": most}, status=429)
    response["Retry-After"] = str(HOUR)
    return response
