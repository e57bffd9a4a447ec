"""Of writing topics and posts, and deciding on them."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class TopicClosed(Refusal):
    message = _("This topic was closed to replies. Your text is still here, so that you can copy it.")


class TopicGone(Refusal):
    message = _("This topic is not there any more. Your text is still here, so that you can copy it.")


class TopicFixed(Refusal):
    message = _(
        "You can’t change this topic any more: somebody has answered meanwhile, or its first hour is over. Please ask "
        "a moderator to change it; what you typed is still here."
    )


class PostGone(Refusal):
    message = _("This post is not there any more. Your text is still here, so that you can copy it.")


class TopicJoined(Refusal):
    message = _(
        "The topic that you answered has become part of this one. Your text is still here: look whether it fits, and "
        "post it."
    )


class PlaceWidened(Refusal):
    message = _(
        "The topic has moved meanwhile, and more people will read your text than you were told. Look who, below the "
        "text, and post it if you still want to."
    )


class ChangedMeanwhile(Refusal):
    """post: as it is now."""

    message = _(
        "This post was changed after you opened it, perhaps by yourself on another device. Nothing is overwritten: "
        "both texts are below. Please make one of them and save it."
    )

    def __init__(self, post):
        super().__init__()
        self.post = post


class AlreadySent(Refusal):
    """post: the one that is there."""

    message = _(
        "You have posted this text here already, a few minutes ago: it is this one. Nothing was posted twice. To say "
        "something more, please write it into another answer."
    )

    def __init__(self, post):
        super().__init__()
        self.post = post


class TooSoon(Refusal):
    """Made with how long is left, in words."""

    def __init__(self, left):
        said = _("In this topic everybody waits between two posts. You can write here again in %(time)s.")
        super().__init__(said % {"time": left})


class EnoughPosts(Refusal):
    message = _(
        "You have posted much within the hour; new members can post less than others. Please save your text as a "
        "draft, and post it later."
    )


class TooManyLinks(Refusal):
    """Made with how many there can be."""

    def __init__(self, most):
        said = _(
            "Links to other sites in one post: at most %(most)s, for new members fewer than for others. Please take "
            "some out, and post it once more."
        )
        super().__init__(said % {"most": most})


class TooManyDrafts(Refusal):
    message = _("You keep a hundred drafts already. Please throw some away first; your text is still here.")


class DraftNotKept(Refusal):
    message = _("This can’t be kept as a draft: there is no text in it, too much, or characters that can’t be shown.")


class CalledOften(Refusal):
    message = _(
        "You have called the moderators or keepers three times today. Please take the @ out; in urgent cases report "
        "the post, or write to one of them."
    )


class AppealedAlready(Refusal):
    message = _("Another moderator has looked at it already: the decision stays.")


class BoardThere(Refusal):
    message = _("There is a board with this name here already.")
