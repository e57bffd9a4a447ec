from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.verbs import name_arranging, name_moderating, name_verbs

MODERATING = (
    "decide", "ask", "claim", "release", "assign", "hide_by_reports",
    "delete", "keep", "erase", "set_hold", "lift_hold", "hold_stopped",
)  # fmt: skip

name_verbs(
    room="moderation",
    flag=_("Reported"),
    watch_words=_("Watched a word, or changed what happens"),
    drop_words=_("No longer watched a word"),
    check=_("Decided on what was found before sending"),
    decide=_("Decided on something that waited"),
    ask=_("Asked the author for a change"),
    claim=_("Took something up to decide"),
    release=_("Gave something back"),
    assign=_("Gave something to another moderator"),
    hide_by_reports=_("Hidden because of the reports"),
    delete=_("Deleted something, to be erased later"),
    keep=_("Kept what had been deleted"),
    erase=_("Erased something for good"),
    set_hold=pgettext_lazy("record", "Set a hold"),
    lift_hold=_("Lifted a hold"),
    hold_stopped=_("A hold stopped something"),
    save_reply=_("Wrote a message to choose from"),
    retire_reply=_("Put aside a message to choose from"),
)
name_moderating(*(f"moderation.{verb}" for verb in MODERATING))
name_arranging(*(f"moderation.{verb}" for verb in ("watch_words", "drop_words", "save_reply", "retire_reply")))
