"""The record of what was done: who (as readers may know them), what, on which thing. Never content."""

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar

from core.models import AuditEntry
from core.things import key_of, place_of

SYSTEM = "system"  # the actor of what nobody does: the operator's commands, and Fora itself
UNKNOWN = "unknown"  # the place of entries from before places were kept

_session = ContextVar("audit_session", default="")


@contextmanager
def within_session(session_key):
    """While this lasts, entries carry a digest of the session, so that one session's deeds can be told together."""
    token = _session.set(hashlib.sha256(session_key.encode()).hexdigest()[:32] if session_key else "")
    try:
        yield
    finally:
        _session.reset(token)


def record(verb, *, by, on=None, reason="", outcome="done", face=True, place=None):
    """Write one entry in the caller's transaction.

    `by` is a user or None (the system); `on` a thing, or a key as text. Where the face that readers see
    is not the person, pass face=False: actor and session stay empty. `place` is the audience in which it happened, if
    that is not the thing's own: whoever may not see a sealed space never learns of what was done there.
    """
    return AuditEntry.objects.create(
        actor=_actor(by) if face else "",
        verb=verb,
        key=on if isinstance(on, str) else (key_of(on) if on is not None else ""),
        place=place_of(on) if place is None else place,
        session=_session.get() if face else "",
        reason=reason[:300],
        outcome=outcome,
    )


def _actor(user):
    return f"person:{user.ref}" if getattr(user, "ref", None) else SYSTEM
