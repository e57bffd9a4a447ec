"""What the frame around every page needs."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from cms.rules import can_enter
from core.gate import is_member
from core.templatetags.fora import initials
from members.rules import can_appoint, can_audit, can_operate
from notifications.querysets import unread_things

THEMES = ("light", "dark")
# What the panels on the first page of who has the role are about.
IN_PANELS = {"review_queue", "recovery_requests", "invitations", "roles", "audit", "operations"}
# The library's pages stand below the five language homes.
PAGES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)


class Link(NamedTuple):
    """Somewhere the frame leads; current: the reader is there. in_panel: a panel of the first page tells more of it."""

    url: str
    label: str
    current: bool = False
    in_panel: bool = False


class Language(NamedTuple):
    """A language of the interface, by its own name."""

    code: str
    name_local: str
    is_current: bool


def frame(request):
    """The reader, sections, what staff may open, unread notices (those of private conversations besides), languages and
    theme."""
    user = getattr(request, "user", None)
    member = is_member(user)
    unread = unread_things(user) if member else ()
    letters = sum(key.startswith("conversation:") for key in unread)
    return {
        "me": user,
        "initials": initials(getattr(user, "name", "")),
        "is_member": member,
        "sections": _sections(request.path, member),
        "staff_links": _staff_links(user) if member and user.is_staff else (),
        "unread_count": len(unread),
        "has_unread": bool(unread),
        "letter_count": letters,
        "has_letters": bool(letters),
        "interface_languages": tuple(map(_language, settings.INTERFACE_LANGUAGES)),
        "theme": _theme(request),
    }


def without_reader(request):
    """As much of the frame as needs no database."""
    return {"sections": _sections(request.path, member=False), "theme": _theme(request)}


def _theme(request):
    theme = request.COOKIES.get("theme")
    return theme if theme in THEMES else ""


def _sections(path, member):
    sections = [("library", _("Library")), ("forum", _("Forum")), ("thesaurus", _("Thesaurus"))]
    if member:
        sections.insert(2, ("people", _("People")))
    return tuple(_section(reverse(name), label, path) for name, label in sections)


def _section(url, label, path):
    is_current = path.startswith(url) or (url == reverse("library") and path.startswith(PAGES))
    return Link(url, label, is_current)


def _staff_links(user):
    """What the roles of one of the staff open, for the account menu. The screens themselves ask again."""
    links = [
        (can_enter(user), "wagtailadmin_home", _("Write and edit lessons")),
        ("moderator" in user.roles, "review_queue", _("To be decided")),
        ("steward" in user.roles, "recovery_requests", _("Who has lost their way in")),
        ("steward" in user.roles, "invitations", _("Invitations")),
        ("steward" in user.roles, "institutions", _("Institutions")),
        ("steward" in user.roles, "charter_edit", _("Charter")),
        (can_appoint(user), "roles", _("Roles and accounts")),
        (can_audit(user), "audit", _("Record of what was done")),
        (can_operate(user), "operations", _("Operations")),
        (True, "styleguide", _("Style guide")),
    ]
    return tuple(Link(reverse(name), label, in_panel=name in IN_PANELS) for is_open, name, label in links if is_open)


def _language(code):
    return Language(code, get_language_info(code)["name_local"], code == get_language())
