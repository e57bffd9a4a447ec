"""What the queue will not do, in the sentence that the moderator reads."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class AlreadyDecided(Refusal):
    message = _("Another moderator has decided on this already.")


class Stale(Refusal):
    message = _("Something happened to this since you opened it: please look below, and decide again.")


class ClaimedByAnother(Refusal):
    message = _("Another moderator is looking at this now. You can take it over.")


class ForAnother(Refusal):
    message = _("The author objects to what you decided: another moderator looks at it now.")


class NothingSaid(Refusal):
    message = _("Please choose a message or write what should change: the author reads it.")


class NoReason(Refusal):
    message = _("Please say why it is to be erased: that stands in the record.")


class Held(Refusal):
    message = _("A hold keeps it. It can be erased once a membership steward has lifted that.")


class NotAModerator(Refusal):
    message = _("That person does not moderate the place where this stands.")


class DoesNotFit(Refusal):
    message = _("That decision does not fit it.")
