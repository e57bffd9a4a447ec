"""What files add to other rooms' pages."""

from core import things
from core.panels import panel
from files.models import StoredFile
from files.shown import shown

MOST = 6


@panel("space", order=30)
def files_of_a_space(request, space):
    """What was last attached to something in the space, each with where it hangs."""
    held = StoredFile.objects.visible_to(request.user).filter(audience_id=space.audience_id)
    files = list(held.order_by("-attached_at", "-id")[:MOST])
    holders = things.resolve({file.holder for file in files}, request.user)
    rows = [{"file": shown(file), **_named(holders[file.holder])} for file in files if file.holder in holders]
    return "files/space_panel.html", {"rows": rows}


def _named(holder):
    kind = things.kind_of_row(holder)
    return {"title": kind.title(holder), "url": kind.url(holder)}
