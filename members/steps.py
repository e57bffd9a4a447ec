"""The steps of coming in, in order, and which comes next for somebody."""

from django.utils.translation import gettext_lazy as _

from members import second_factor
from members.models import Profile

ABOUT, CHARTER = "coming_in_about", "charter_accept"
FACTOR = "factor"
NAMES = [
    ("account", _("Your account")),
    (FACTOR, _("Second factor")),
    ("about", _("About you")),
    ("charter", _("Charter")),
]


def next_step(user):
    """The route of the step that somebody who is coming in has before them."""
    if not second_factor.is_satisfied(user):
        return second_factor.PAGE
    return CHARTER if Profile.objects.filter(user=user).exists() else ABOUT


def progress(current, user):
    """[(label, done, now or later)] as the head of a step's page shows them to this person, or to nobody yet.

    The second factor is a step for whom FORA_MFA asks for one; a passkey that somebody came in with has done it.
    """
    steps = [(name, label) for name, label in NAMES if name != FACTOR or second_factor.is_asked_of(user)]
    at = [name for name, _label in steps].index(current)
    states = ["done" if place < at else "now" if place == at else "later" for place in range(len(steps))]
    return [(label, state) for (_name, label), state in zip(steps, states, strict=True)]
