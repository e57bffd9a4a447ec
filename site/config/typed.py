"""What somebody had written into a form that could not be taken: shown again, so that it can be copied."""

import re

from django.core.exceptions import SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

LONGEST = 100_000  # characters of one field
MOST = 50  # fields
# Never shown again, wherever the word stands in a field's name.
SECRET = re.compile(r"passw|token|secret|credential|passkey|(^|_)(code|codes|otp|key)(_|$)", re.IGNORECASE)
# What is chosen or carried along and not written.
CARRIED = {
    "action", "answer", "as_it_is", "attribution", "audience", "back", "board", "choice", "chosen", "concepts",
    "country", "days", "decision", "default_handling", "draft", "files", "format", "from", "handling", "institution",
    "is_anonymous", "is_multiple", "items", "kept", "kind", "language", "level", "made_from", "next", "once",
    "outcome", "people_seen_by", "person", "place", "posting", "preview", "read_by", "refuse", "remind_at", "reply",
    "role", "roles", "save_draft", "seconds", "seen", "session", "shown", "spaces", "speaks", "sure", "take_back",
    "theme", "time_zone", "told", "until", "version", "waited", "warned", "way", "writer",
}  # fmt: skip
CARRIED_BEFORE = ("seen_",)  # in a profile: who sees a part


def typed_in(request):
    """{field: text} of all that a sent form holds in writing, less secrets; nothing where it can't be read."""
    if request.method != "POST":
        return {}
    try:
        sent = request.POST
    except (UnreadablePostError, MultiPartParserError, SuspiciousOperation):
        return {}
    written = {name: sent[name][:LONGEST] for name in list(sent)[:MOST] if _is_written(name)}
    return {name: text for name, text in written.items() if text.strip()}


def sends_password(request):
    """Whether a form that could be read holds a password: one of the door, which nobody writes a text into."""
    return any("passw" in name for name in request.POST)


def _is_written(name):
    return not (SECRET.search(name) or name in CARRIED or name.startswith(CARRIED_BEFORE))
