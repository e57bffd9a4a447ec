"""What every request passes: headers on the way out, the reader's language and time on the way in."""

import zoneinfo

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from config import views
from config.languages import language_for
from core.audit import within_session

ISOLATION = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class CompressedPages(GZipMiddleware):
    """Pages travel compressed, for slow lines. What answers a query or a sent form does not: the length of a compressed
    text tells whether what somebody asked for stands in it beside what is secret (BREACH). Files are what they are."""

    def process_response(self, request, response):
        is_plain_page = request.method == "GET" and not request.META.get("QUERY_STRING") and not response.streaming
        return super().process_response(request, response) if is_plain_page else response


def utf8(get_response):
    """Read every request as UTF-8, the encoding of our pages, whatever it says of itself: of some names Django makes a
    500. What was in another encoding shows its damaged letters in the form, which asks to type them again."""

    def answer(request):
        request.encoding = None
        return get_response(request)

    return answer


def headers(get_response):
    """Headers of every answer, and no copy of a page in anybody's cache."""

    def answer(request):
        response = get_response(request)
        for name, value in ISOLATION.items():
            response.headers.setdefault(name, value)
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
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


def wrong_methods(get_response):
    """A page in place of Django's empty answer to a method that an address doesn't take."""

    def answer(request):
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return views.wrong_method(request, response.headers["Allow"])
        return response

    return answer


def zone_for(user):
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "") or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
