"""Of private conversations."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class NobodyReads(Refusal):
    message = _(
        "Nobody else takes part in this conversation any more, so nothing was sent. Your text is still here, so that "
        "you can copy it."
    )


class TooManyTalk(Refusal):
    message = _("A conversation has ten people at most. For more, a space is the better place.")


class StaysAway(Refusal):
    message = _("One of them was added before and has left: nobody is added a second time.")


class ConversationGone(Refusal):
    message = _("You take no part in this conversation any more. Your text is still here, so that you can copy it.")


class EnoughConversations(Refusal):
    message = _("You have started many conversations today. Please keep this text and send it tomorrow.")


class EnoughMessages(Refusal):
    message = _("You have written many messages within the hour. Please keep this text and send it later.")


class MessageAlreadySent(Refusal):
    """there: the message."""

    message = _("You have sent this message already, a few minutes ago: it is this one. Nothing was sent twice.")

    def __init__(self, there):
        super().__init__()
        self.there = there
