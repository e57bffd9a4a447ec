"""What comes before every page for who is on the way in, and for members whom a new charter waits for."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from forum import unsent
from members import rules
from members.steps import next_step

# Open at each step: leaving, reading what one is to accept, language and colours, whether the site is there.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "charter",
    "charter_version",
    "charter_accept",
    "coming_in",
    "coming_in_about",
    "protection",
    "set_language",
    "set_theme",
    "healthz",
    "readyz",
    "invited",
    "welcome",
}
SET_UP = "mfa_"  # the pages where a second factor is set up


class ComingIn:
    """Leads who is coming in to the next step, and a member to the charter that came out since the last one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user, name = request.user, request.resolver_match.url_name or ""
        if not user.is_authenticated or name in OPEN or name.startswith(SET_UP):
            return None
        if user.is_member:
            return _charter_first(request) if user.charter_due_at else None
        return redirect(next_step(user)) if rules.is_coming_in(user) else None


def _charter_first(request):
    """To the charter, and back afterwards. What somebody was just sending in the forum waits there for them; forms that
    nothing keeps for later are taken as they come, and the page that follows asks."""
    if request.method in ("GET", "HEAD"):
        return _to_charter(request.get_full_path())
    keep = unsent.keep_until_later(request) if request.method == "POST" and unsent.typed_in(request) else None
    return keep(_to_charter(request.path)) if keep else None


def _to_charter(after):
    return redirect(f"{reverse('charter_accept')}?{urlencode({'next': after})}")
