"""What writers do with their own topics and posts stands in the record as readers know it: without them, where those
are signed without a name."""

from core.audit import record
from core.opened import leave_unnoted


def record_writing(verb, *, by, on, reason="", face=None):
    """Write the entry of what the writer of a topic or post did with it; face: whether they show themselves by it, if
    that is not as it is signed."""
    face = on.author_id is not None if face is None else face
    record(verb, by=by, on=on, reason=reason, face=face)
    if not face:
        # They are led to the topic's page next: that entry would follow on this one, and name them.
        leave_unnoted(getattr(on, "topic", on), by=by)
