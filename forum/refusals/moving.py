"""Of moving, joining and splitting topics."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class ThereAlready(Refusal):
    message = _("It is there already.")


class OpeningStays(Refusal):
    message = _("The first post stays, or the topic would begin with an answer. Move or join the whole topic instead.")


class PollStays(Refusal):
    message = _("A poll can’t become part of another topic: people voted in it where it stands.")


class PostsGone(Refusal):
    message = _("Some of these posts are not there any more. Please choose again.")


class TooManyPosts(Refusal):
    message = _("These are too many posts at once: please keep it to 500.")


class NotBeyondItsReaders(Refusal):
    message = _("More people could read it there, and the label of a post among these forbids that.")


class SomeUndecided(Refusal):
    message = _(
        "More people could read it there, and some of these posts are hidden or wait for a moderator. Please decide on "
        "them first: let them in, bring them back, or delete them."
    )


class NoSecond(Refusal):
    message = _("More people could read it there, so a second moderator has to agree; there is nobody who could.")


class MoveOver(Refusal):
    message = _("Nothing waits here any more: somebody else has decided, or three days have passed.")


class LookAgain(Refusal):
    message = _("Something of it has changed since you looked. Please look again, then decide.")
