"""What is refused about people's conduct, in sentences."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class SanctionedAlready(Refusal):
    message = _("This person is silenced or suspended already. Lift that first, if it is to be another.")


class AppealedAlready(Refusal):
    message = _("You have objected already, or the decision has ended. Another moderator looks at it.")
