"""The steps of coming in, in order, and which comes next for somebody."""

from django.utils.translation import gettext_lazy as _

from members import second_factor
from members.models import Profile

ABOUT, CHARTER = "coming_in_about", "charter_accept"
NAMES = [
    ("account", _("Name and password")),
    ("about", _("About you")),
    ("charter", _("Charter")),
]


def next_step(user):
    """The route of the step that somebody who is coming in has before them."""
    if not second_factor.is_satisfied(user):
        return second_factor.PAGE
    return CHARTER if Profile.objects.filter(user=user).exists() else ABOUT


def progress(current):
    """[(label, done, now or later)] as the head of a step's page shows them."""
    names = [name for name, _label in NAMES]
    at = names.index(current)
    states = ["done" if place < at else "now" if place == at else "later" for place in range(len(names))]
    return [(label, state) for (_name, label), state in zip(NAMES, states, strict=True)]
