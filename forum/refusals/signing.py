"""Of leaving one's name out, and of learning it."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class NoInstitution(Refusal):
    message = _(
        "Your profile names no institution, so it can’t stand in the place of your name. Please sign in another way."
    )


class NotYourRole(Refusal):
    message = _("Nobody at an institution like yours holds this role. Please choose yours, or sign in another way.")


class TooFewToHide(Refusal):
    message = _(
        "Fewer than three people could have written this, so leaving your name out would hide nothing. "
        "Please sign it in another way, or by name."
    )


class AnsweredAlready(Refusal):
    message = _("Somebody has answered this already, or its time is over.")
