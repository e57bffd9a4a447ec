"""Of private conversations: one notice each, however much is written in it until it is read."""

from django.utils.translation import gettext_lazy as _

from notifications.registry import Choice, NoticeKind, register

PRIVATE = Choice("forum.message", _("Somebody writes to you privately"))


def last_writer(conversation):
    """Who wrote last, of what arrived."""
    last = conversation.messages.standing().select_related("author").order_by("-number").first()
    return last.author if last else None


def last_host(conversation):
    """Who let the newest one in."""
    newest = conversation.participants.select_related("added_by").order_by("-joined_at", "-pk").first()
    return newest.added_by if newest else None


# One notice a conversation, however much is written in it until it is read; who is to be told, the action says.
register(
    NoticeKind(
        "forum.message",
        _("%(actor)s wrote to you."),
        recipients=lambda conversation: [],
        actor=last_writer,
        repeats=True,
        group=PRIVATE,
    )
)

register(
    NoticeKind(
        "forum.added",
        _("%(actor)s added you to a private conversation."),
        recipients=lambda conversation: [],
        actor=last_host,
        repeats=True,
        group=PRIVATE,
    )
)
