"""What members say applies to a topic."""

from core.prepared import Prepared
from forum.models import Applies, Topic

KINDS = ("lesson", "practice")  # what can apply: things of the library


def said_to_apply(topic):
    """{key: Applies, with the person who said so}, the first said first."""
    return {row.key: row for row in _said.ask((), topic=topic.pk)}


_said = Prepared(
    lambda topic: Applies.objects.filter(topic=topic).select_related("by__entry").order_by("pk"), topic=Topic._meta.pk
)
