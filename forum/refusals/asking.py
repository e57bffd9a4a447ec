"""Of asking: in polls, and of those who know."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class PollClosed(Refusal):
    message = _("The poll was closed before your vote was here. It is not counted.")


class NoChoice(Refusal):
    message = _("Please choose one of the answers; several only where the poll says so.")


class VotedAlready(Refusal):
    message = _("You have voted in this poll already. An anonymous vote can’t be changed: nobody knows which it is.")


class AskedEnough(Refusal):
    message = _("At most five people can be asked to answer one topic.")


class NobodyAsked(Refusal):
    message = _("Please choose at least one person.")


class AskedOften(Refusal):
    message = _("You have asked many people today. Please wait until tomorrow.")
