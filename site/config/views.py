"""Pages that belong to no room: home, health, errors, language, theme, style guide."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import get_resolver
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from config.context import THEMES, without_reader
from config.health import parts
from config.languages import language_asked_for
from config.samples import samples
from config.typed import sends_password, typed_in
from core.caches import CacheAway
from core.gate import is_member
from core.panels import panels_for
from core.views import not_found_unless
from members.actions import choose_language
from members.rules import can_operate

YEAR = 365 * 24 * 60 * 60
# The database or Redis is away, full, locked for too long: nothing that a page is to blame for.
AWAY = (OperationalError, InterfaceError, CacheAway)


@require_safe
def home(request):
    """What is new for a member; for others, what this is and what is public."""
    if not is_member(request.user):
        return render(request, "welcome.html", {"panels": panels_for(request, "welcome")})
    places = {"panels": panels_for(request, "home"), "rail": panels_for(request, "home_rail")}
    return render(request, "home.html", places)


@require_safe
def protection(request):
    return render(request, "protection.html")


@require_safe
def styleguide(request):
    """Every component in every state, for staff: what it shows is invented."""
    not_found_unless(request.user.is_authenticated and request.user.is_staff)
    return render(request, "styleguide.html", samples())


@require_safe
def healthz(request):
    """This process lives."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    """Whether database, search engine and worker are there; what exactly, for operators alone."""
    found = parts()
    ready = all(part["ok"] for part in found.values())
    detail = {"parts": found} if can_operate(request.user) else {}
    return JsonResponse({"ready": ready, **detail}, status=200 if ready else 503)


@require_POST
def set_language(request):
    """The language of the interface: kept in a cookie, and with the person who is signed in."""
    language = request.POST.get("language", "")
    response = redirect(_back(request))
    if language in settings.INTERFACE_LANGUAGES:
        if is_member(request.user):
            choose_language(request.user, language, by=request.user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


@require_POST
def set_theme(request):
    """Light, dark, or as the system says."""
    response = redirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme", theme, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
    else:
        response.delete_cookie("theme")
    return response


def _back(request):
    url = request.POST.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) and url.startswith("/") else "/"


def not_found(request, exception=None):
    """The one 404: the same for what is missing and for what is not the reader's.

    Who sent a text gets it back; from a visitor, whose session has ended perhaps, it is taken as not sent (403).
    """
    typed = typed_in(request)
    if typed and not _is_signed_in(request) and not sends_password(request):
        return render(request, "errors/signed_out.html", {"typed": typed, "next": _written_on(request)}, status=403)
    return render(request, "errors/404.html", {"next": request.get_full_path(), "typed": typed}, status=404)


def _is_signed_in(request):
    """Also where the answer comes from before there is a person."""
    return getattr(getattr(request, "user", None), "is_authenticated", False)


def _written_on(request):
    """The page that a form was on, as its browser says, else where it was sent: some addresses take forms alone."""
    referrer = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()})
    return urlsplit(referrer).path if is_ours and urlsplit(referrer).netloc else request.path


def forbidden(request, exception=None):
    return render(request, "errors/403.html", status=403)


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def wrong_method(request, allowed):
    """An address that only a form sends to was opened, or the other way round. allowed: the header `Allow`."""
    response = render(request, "errors/405.html", status=405)
    response["Allow"] = allowed
    return response


def too_many(request, exception=None):
    """Of attempts to sign in, above all; allauth asks for it by the name `handler429`. The address typed is kept."""
    typed = (request.POST.get("login") or request.POST.get("email", ""))[:254]
    response = render(request, "errors/429.html", {"again": request.get_full_path(), "typed": typed}, status=429)
    response.headers["Retry-After"] = "60"
    return response


def csrf_failed(request, reason=""):
    """A form whose token is too old: what was typed is shown again, so that nothing is lost."""
    typed = typed_in(request)
    response = render(request, "errors/403_csrf.html", {"typed": typed, "next": request.get_full_path()}, status=403)
    response.is_no_attempt = True
    return response


def server_error(request):
    """Said without asking the database, which may be what is missing: then it is said to come back."""
    if isinstance(sys.exc_info()[1], AWAY):
        response = _without_database(request, "errors/503.html", 503, typed=typed_in(request))
        response.headers["Retry-After"] = "10"
        return response
    return _without_database(request, "errors/500.html", 500)


def rehearse():
    """Draw the page for when the database is away, once, before anybody waits: whoever is told so has waited already,
    with a crowd, and all addresses and templates would be loaded only then."""
    get_resolver().url_patterns  # noqa: B018  (it loads them)
    request = HttpRequest()
    request.path = "/"
    _without_database(request, "errors/503.html", 503, typed=[])


def _without_database(request, template, status, **context):
    with translation.override(language_asked_for(request)):
        return HttpResponse(render_to_string(template, {**without_reader(request), **context}), status=status)
