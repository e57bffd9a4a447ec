"""Which language to answer in."""

from django.conf import settings
from django.utils.translation import get_language_from_request


def language_for(request):
    """The interface's language: the person's, else the cookie's, else the browser's, else English."""
    chosen = request.user.language if request.user.is_authenticated else ""
    return chosen if chosen in settings.INTERFACE_LANGUAGES else language_asked_for(request)


def language_asked_for(request):
    """The same as far as the request alone says it."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    wanted = chosen if chosen in settings.INTERFACE_LANGUAGES else get_language_from_request(request)
    return wanted if wanted in settings.INTERFACE_LANGUAGES else "en"
