"""What every request passes: headers on the way out, the reader's language and time on the way in."""

import zoneinfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request

from core.audit import within_session

ISOLATION = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def headers(get_response):
    """Headers of every answer, and no copy of a page in anybody's cache."""

    def answer(request):
        response = get_response(request)
        for name, value in ISOLATION.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return answer


def reader(get_response):
    """Answer in the reader's language and time zone, and let audit entries know the session."""

    def answer(request):
        language = language_for(request)
        with translation.override(language), timezone.override(zone_for(request.user)):
            request.LANGUAGE_CODE = language
            with within_session(request.session.session_key if request.user.is_authenticated else ""):
                response = get_response(request)
                if hasattr(response, "render") and not response.is_rendered:
                    response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return answer


def language_for(request):
    """The interface's language: the person's, else the cookie's, else the browser's, else English."""
    chosen = getattr(request.user, "language", "") if request.user.is_authenticated else ""
    for language in (chosen, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        if language in settings.INTERFACE_LANGUAGES:
            return language
    wanted = get_language_from_request(request)
    return wanted if wanted in settings.INTERFACE_LANGUAGES else "en"


def zone_for(user):
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "") or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
