"""The content security policies, in one place: one for all pages, one for Wagtail's screens."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

# Wagtail's screens write inline scripts and styles of their own; they are open to editors alone.
ADMIN = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-src": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}


class FollowsThePath(CSPMiddleware):
    """Adds the policy; a view that set `_csp_replace` (downloads: sandboxed) keeps its own. The one 404 is the same
    under Wagtail's path as everywhere."""

    def process_response(self, request, response):
        of_wagtail = request.path.startswith("/admin/") and response.status_code != 404
        if of_wagtail and not getattr(response, "_csp_replace", None):
            response._csp_replace = ADMIN
        return super().process_response(request, response)
