"""What the forum will not do, in the sentence that the person reads."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class TopicClosed(Refusal):
    message = _("This topic was closed to replies. Your text is still here, so that you can copy it.")


class TopicGone(Refusal):
    message = _("This topic is not there any more. Your text is still here, so that you can copy it.")


class PostGone(Refusal):
    message = _("This post is not there any more. Your text is still here, so that you can copy it.")


class WiderAudience(Refusal):
    message = _(
        "The text quotes a post from a place that fewer people can read. "
        "Please take the quote out, or say it in your own words."
    )


class BoardThere(Refusal):
    message = _("There is a board with this name in the space already.")
