import logging

from csp.constants import NONE
from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.limits import allow
from core.views import not_found_unless
from core.visitors import who
from files import disk
from files.models import StoredFile

logger = logging.getLogger(__name__)

HOUR = 3600
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


def _visible(request, ref):
    return get_object_or_404(StoredFile.objects.visible_to(request.user), ref=ref)


def _sent(request, file, *, as_attachment):
    if not allow("download", who(request), settings.DOWNLOADS_PER_HOUR, HOUR):
        return _put_off(request)
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
