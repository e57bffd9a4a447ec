"""What can be decided on a thing, in words. Which of these a kind of thing knows stands in its `things.py`."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Decision:
    """name: as rows and forms have it. label: of the button. done: what the history says. upholds: whether those who
    reported the thing were right. is_grave: whether it takes something away."""

    name: str
    label: object
    done: object
    upholds: bool = False
    is_grave: bool = False


# In the order in which they are offered.
DECISIONS = {
    each.name: each
    for each in (
        Decision("approve", _("Approve"), _("Approved")),
        Decision("edit", _("Edit and approve"), _("Edited by a moderator"), upholds=True),
        Decision("restore", _("Make it readable again"), _("Made readable again")),
        Decision("dismiss", _("Leave it as it is"), _("Left as it was")),
        Decision("release", _("Let it through"), _("Let through")),
        Decision("hide", _("Hide"), _("Hidden"), upholds=True, is_grave=True),
        Decision("delete", _("Hide and delete"), _("Hidden and deleted"), upholds=True, is_grave=True),
        Decision("reject", _("Reject"), _("Rejected"), upholds=True, is_grave=True),
        Decision("refuse", _("Refuse it"), _("Refused"), upholds=True, is_grave=True),
        # On what somebody objects to:
        Decision("uphold", _("The decision stays"), _("The decision stays")),
        Decision("lift", _("End it now"), _("Ended")),
        # By nobody who moderates:
        Decision("withdraw", _("Withdraw"), _("Withdrawn by its author")),
        Decision("join", _("Join to another topic"), _("Joined to another topic")),
    )
}
DISMISS = "dismiss"
UPHOLDING = [each.name for each in DECISIONS.values() if each.upholds]
HAPPENED = {
    "opened": _("Came into the queue"),
    "joined": _("Came once more"),
    "claimed": _("Taken up"),
    "released": _("Given back"),
    "assigned": _("Given to a moderator"),
    "asked": _("The author was asked for a change"),
    "changed": _("The author changed it"),
    "hidden": _("Hidden by Fora, because of the reports"),
}


def in_words(what):
    """What happened to an item, or was decided; a word that no decision has stands for itself."""
    return DECISIONS[what].done if what in DECISIONS else HAPPENED.get(what, what)
