"""Sessions: how long they last, where they are, and how they end.

What decides stands in the session itself, which every request reads anyway. allauth's `UserSession` beside it is what
its owner sees in the list; both are written once a minute at most.
"""

import logging
import time

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.urls import Resolver404, resolve
from django.utils import timezone

from core.database import impatient
from core.visitors import network_of

logger = logging.getLogger(__name__)

BEGAN, SEEN = "members.began_at", "members.seen_at"  # seconds since 1970
EVERY = 60  # seconds between two notes that somebody is there
# How browsers and systems name themselves, the more particular first: Edge and Opera say that they are Chrome too.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def begin(session):
    session[BEGAN] = session[SEEN] = time.time()


def count_as_fresh(request):
    """Signing in just now is as good as being asked again: for the next 300 seconds nobody is."""
    records = get_authentication_records(request, request.user)
    if records:
        records[-1]["reauthenticated"] = True
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records


def why_over(request):
    """ "idle" or "old" where the session has lasted too long for its person, else "".

    The shorter times are those of people with a role. One that does not say when it began, or was last seen in the
    future, is over.
    """
    return _why_over(request.session, request.user)


def _why_over(values, user):
    """The same of a session by what stands in it."""
    now = time.time()
    began, seen = values.get(BEGAN, 0), values.get(SEEN, 0)
    if not began <= seen <= now + EVERY:
        return "old"
    ages = {"old": (now - began, settings.SESSION_ABSOLUTE), "idle": (now - seen, settings.SESSION_IDLE)}
    return next((why for why, (age, limits) in ages.items() if _is_over(age, limits, user)), "")


def _is_over(age, limits, user):
    everybody, with_role = limits
    # Whether somebody has a role is asked of the database only where it matters.
    return age > everybody or (age > with_role and user.is_staff)


def note_seen(request):
    """Note that somebody is there, once a minute at most. A note is a comfort, the page is not: where nothing can be
    written it comes too, so the session is saved here and not, as Django does, with the answer."""
    session, before = request.session, request.session[SEEN]
    if time.time() - before < EVERY or _is_unattended(request):
        return
    was_modified = session.modified
    session[SEEN] = time.time()
    mine = UserSession.objects.filter(session_key=session.session_key)
    try:
        with impatient(), transaction.atomic():
            session.save()
            mine.update(last_seen_at=timezone.now(), ip=where(request))
    except (DatabaseError, UpdateError) as error:
        session[SEEN] = before
        logger.warning("That somebody is there could not be noted: %s", error)
    session.modified = was_modified


def _is_unattended(request):
    """Whether an open page asks this by itself: that tells nothing of whether anybody sits before it."""
    try:
        return resolve(request.path_info).url_name in settings.UNATTENDED
    except Resolver404:
        return False


def where(request):
    """The network that a request comes from, as the column takes it."""
    return network_of(request) or "0.0.0.0"  # noqa: S104  (no address to listen on: nobody can tell)


def in_words(user_agent):
    """(browser, system) by their own names, "" for one that is not known."""
    return tuple(next((name for mark, name in names if mark in user_agent), "") for names in (BROWSERS, SYSTEMS))


def device_of(request):
    """The device in words that need no translation: “Firefox, Windows”."""
    return ", ".join(filter(None, in_words(request.headers.get("User-Agent", ""))))


def renew_key(request):
    """Give the session a new key and keep its place in the list: an old copy of the key is then worthless."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def go_on(request, user, *, factor=None, forget_factors=False):
    """Let this session live on after a change that ends all others, under a new key.

    factor: one that was shown in it just now. forget_factors: its person has none any more, so none was shown.
    """
    old = request.session.session_key
    if forget_factors:
        records = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one["method"] != "mfa"]
    if factor is not None:
        record_authentication(request, user, "mfa", id=factor.pk, type=factor.type)
    update_session_auth_hash(request, user)
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def sessions_of(user):
    """[UserSession] of those that still open something, the last seen first."""
    found = {each.session_key: each for each in UserSession.objects.filter(user=user)}
    rows = Session.objects.filter(session_key__in=found, expire_date__gt=timezone.now())
    standing = user.get_session_auth_hash()
    kept = {row.session_key: row.get_decoded() for row in rows}
    alive = [
        key for key, values in kept.items() if values.get("_auth_user_hash") == standing and not _why_over(values, user)
    ]
    return sorted((found[key] for key in alive), key=lambda each: each.last_seen_at, reverse=True)
