"""Of what moderators decide, and of what they decide together."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import MODERATING
from notifications.registry import Choice, NoticeKind, register

MODERATED = Choice("moderated", _("What moderators decide on what you wrote"))

# To the author, whom the action names. Who decided is not told: it is the decision of the place.
for name, sentence in {
    "approved": _("What you wrote in “%(title)s” was let in: others can read it now."),
    "rejected": _("What you wrote in “%(title)s” was not let in: others do not see it."),
    "hidden": _("What you wrote in “%(title)s” was hidden: others do not see it."),
    "restored": _("What you wrote in “%(title)s” can be read by others again."),
    "amended": _("A moderator changed what you wrote in “%(title)s”."),
    "asked": _("The moderators ask you to change what you wrote in “%(title)s”."),
    "upheld": _("Another moderator has looked at what you wrote in “%(title)s”: it stays out of sight."),
    "held": _(
        "Somebody changed what you wrote in “%(title)s”: until a moderator has looked at it, others do not see it."
    ),
    "said": _("The moderators tell you something about what you wrote in “%(title)s”."),
}.items():
    register(
        NoticeKind(f"forum.{name}", sentence, recipients=lambda thing: [], weight=50, repeats=True, group=MODERATED)
    )

register(
    NoticeKind(
        "forum.move",
        _("%(actor)s wants to move “%(title)s” to where more people can read it: a second moderator has to agree."),
        recipients=lambda move: [],
        actor=lambda move: move.asked_by,
        group=MODERATING,
    )
)
