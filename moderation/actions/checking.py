"""What writers decide on what was found in their texts before they were sent."""

from core.audit import record


def note_decision(decision, *, on, by, face=True):
    """Record, in the transaction that writes the thing, what its writer decided on what was found in it: kinds and
    numbers, never the text. `decision` is a `checking.Decision`, or None where nothing was found."""
    if decision:
        record("moderation.check", by=by, on=on, reason=decision.reason, outcome=decision.outcome, face=face)
