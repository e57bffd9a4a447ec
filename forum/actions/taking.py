"""Taking a copy of a topic along: it is on record who did."""

from django.db import transaction

from core.audit import record
from core.gate import is_member
from core.refusals import require
from forum import rules
from forum.copies import exported


@transaction.atomic
def export_topic(topic, *, by):
    """The Markdown of a topic, for a member who reads it."""
    require(is_member, by)
    require(rules.can_read, by, topic)
    record("forum.export_topic", by=by, on=topic)
    return exported(topic, by)
