"""What stands between a session and the pages: its lifetimes, the second factor, and the step-up."""

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.urls import Resolver404, resolve, reverse

from core.audit import record
from members import devices, second_factor, sessions
from members.doors import go, suspend


def lifetimes(get_response):
    """End sessions that have lasted too long, or too long without use, before anything is answered to them."""

    def answer(request):
        request.user = get_user(request)  # Django's lazy one costs some hundred detours a page
        if request.user.is_authenticated:
            why = sessions.why_over(request)
            if why:
                record("members.session_over", by=request.user, on=request.user, reason=why)
                logout(request)
            else:
                sessions.note_seen(request)
        return get_response(request)

    return answer


def second_factor_asked(get_response):
    """Let who must have a second factor and has none reach its set-up alone; a session that skipped it is ended."""

    def answer(request):
        if _is_open(request):
            return get_response(request)
        if second_factor.has_one(request.user):
            logout(request)
            return go(request, reverse("account_login"), way_on=request.get_full_path())
        if request.method in ("GET", "HEAD") and not request.htmx:
            request.session[second_factor.WAY_ON] = request.get_full_path()
        return go(request, reverse("mfa_index"))

    return answer


def _is_open(request):
    # In this order: for most requests the session alone says it, and the database is not asked.
    if not request.user.is_authenticated or second_factor.was_used_in(request):
        return True
    if not second_factor.is_asked_of(request.user):
        return True
    return not second_factor.has_one(request.user) and _name_of(request.path_info) in second_factor.SET_UP


def _name_of(path):
    try:
        return resolve(path).url_name
    except Resolver404:
        return None


class StepUp:
    """Asks again who it is where a view wants to know, and keeps what was sent until then."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Before allauth's own, which would keep passwords in clear text among what was sent."""
        return suspend(request) if isinstance(exception, ReauthenticationRequired) else None


def device_known(get_response):
    """Take a new device's word to the browser, once somebody has signed in there."""

    def answer(request):
        response = get_response(request)
        word = getattr(request, "new_device", "")
        if word:
            devices.set_cookie(response, word)
        return response

    return answer
