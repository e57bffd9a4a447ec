"""A topic's counters, as its posts say. Actions set them under its lock; `manage.py forum recount` proves them."""

from django.db.models import Max

from forum.columns import put


def _true_counters(topic):
    """{name: value} of the five counters, counted from the rows.

    `last_number` never falls below what was given: a number of a post that is gone is not given again.
    """
    last = topic.posts.standing().order_by("-number").values("pk", "created_at").first()
    return {
        "last_number": max(topic.posts.aggregate(most=Max("number"))["most"] or 0, topic.last_number),
        "post_count": topic.posts.standing().count(),
        "held_count": topic.posts.filter(number=None).count(),
        "last_post_id": last["pk"] if last else None,
        "bumped_at": last["created_at"] if last else topic.created_at,
    }


def recount(topic):
    """Set the counters of a topic whose lock the caller holds; returns those that were wrong, {name: (was, is)}."""
    wrong = wrong_in(topic)
    if wrong:
        put(topic, **{name: true for name, (_was, true) in wrong.items()})
    return wrong


def wrong_in(topic):
    """The counters of a topic that are not what its rows say, {name: (was, is)}."""
    true = _true_counters(topic)
    return {name: (getattr(topic, name), value) for name, value in true.items() if getattr(topic, name) != value}
