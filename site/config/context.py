"""What the frame around every page needs."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from core.gate import is_member
from notifications.querysets import unread_count

THEMES = ("light", "dark")


def frame(request):
    """Sections of the site, the reader, unread notices, languages and theme."""
    user = getattr(request, "user", None)
    member = is_member(user)
    return {
        "me": user,
        "is_member": member,
        "sections": _sections(request.path, member),
        "unread_count": unread_count(user) if member else 0,
        "languages": [_language(code) for code in settings.INTERFACE_LANGUAGES],
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in THEMES else "",
    }


def _sections(path, member):
    sections = [("library", _("Library")), ("forum", _("Forum")), ("thesaurus", _("Thesaurus"))]
    if member:
        sections.insert(2, ("people", _("People")))
    return [found for found in (_section(name, label, path) for name, label in sections) if found]


def _section(name, label, path):
    try:
        url = reverse(name)
    except NoReverseMatch:  # a room that is not there yet
        return None
    return {"url": url, "label": label, "current": path.startswith(url)}


def _language(code):
    return {
        "code": code,
        "name_local": get_language_info(code)["name_local"],
        "is_current": code == get_language(),
    }
