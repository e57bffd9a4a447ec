"""This room's kinds of thing: what notices and the record speak of."""

from django.utils.translation import gettext_lazy as _

from core.things import Kind, register
from moderation.models import Flag, ReviewItem

register(
    Kind("flag", Flag, _("Report"), _("Reports"), title=lambda flag: str(_("Your report")), language=lambda flag: "")
)
register(
    Kind(
        "review",
        ReviewItem,
        _("Something to decide"),
        _("Things to decide"),
        title=lambda item: str(item.get_why_display()),
        language=lambda item: "",
    )
)
