import logging
from http import HTTPStatus

from csp.constants import NONE
from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from core.gate import is_member
from core.limits import allow
from core.opened import note_opened
from core.panels import panels_for
from core.views import not_found_unless
from core.visitors import who
from files import disk
from files.forms import UploadForm
from files.models import StoredFile
from files.reading import read
from files.receiving import receive

logger = logging.getLogger(__name__)

HOUR = 3600
UPLOADS_AN_HOUR = 100
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
    context = {"file": file, "reading": reading, "space": space, "panels": panels_for(request, "file", file)}
    return render(request, "files/text.html", context)


@require_POST
def upload(request):
    """For the script: take files before the text that they belong to is sent. Answers what the form carries along then,
    which is what it carries without script; and, of what can't be taken, why."""
    not_found_unless(is_member(request.user))
    if not allow("upload", who(request), UPLOADS_AN_HOUR, HOUR):
        return render(request, "errors/429.html", status=429)
    form = UploadForm(request.POST, request.FILES)
    form.full_clean()
    files = receive(form, by=request.user)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "files/uploaded.html", {"form": form, "files": files}, status=status)


def _looked_for(request):
    """What to mark, which asks the search engine; nothing for who has searched too often in this minute."""
    typed = request.GET.get("q", "")
    return typed if typed and allow("search", who(request), settings.SEARCHES_PER_MINUTE, 60) else ""


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
