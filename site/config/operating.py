"""The operators' page: how the parts are, and what waits. Rows are counted and named by their refs, never opened."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Min
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from config.health import parts
from core.heartbeat import SILENT, STUCK, signs
from core.lease import stuck
from core.views import not_found_unless
from files.models import StoredFile
from members.rules import can_operate
from notifications.actions import try_again
from notifications.models import Announcement, Delivery
from search.models import Pending

LISTED = 100  # mails that were given up, on the page; the command lists all
PARTS = {
    "database": gettext_lazy("Database"),
    "engine": gettext_lazy("Search engine"),
    "worker": gettext_lazy("Worker"),
    "documents": gettext_lazy("Reading of documents"),
    "viruses": gettext_lazy("Virus scanner"),
}


@dataclass(frozen=True)
class Outbox:
    """Rows that a lane works off. waiting: those not given up. oldest: the moment the first of them came, or None where
    rows don't say."""

    label: object
    waiting: int
    stuck: int
    oldest: datetime | None = None


@require_safe
def operations(request):
    not_found_unless(can_operate(request.user))
    context = {
        "parts": [(PARTS.get(name, name), part) for name, part in parts().items()],
        "lanes": [_lane(sign) for sign in signs().order_by("lane", "worker")],
        "outboxes": outboxes(),
        "given_up": given_up()[:LISTED],
    }
    return render(request, "operations.html", context)


def mail_again(request, ref=None):
    """Have one mail that was given up tried again, or all of them."""
    not_found_unless(can_operate(request.user))
    return _again(request, ref)


@require_POST
def _again(request, ref):
    rows = given_up() if ref is None else given_up().filter(ref=ref)
    not_found_unless(ref is None or rows.exists())
    count = try_again(rows, by=request.user)
    messages.success(
        request,
        ngettext("%(count)s mail is tried again.", "%(count)s mails are tried again.", count) % {"count": count},
    )
    return redirect("operations")


def given_up():
    """Mails that failed ten times, without whom they are for and what they say."""
    return Delivery.objects.stuck().only("ref", "kind", "attempts", "said", "queued_at")


def outboxes():
    """[Outbox] of the index, what is to be announced, the mails and the documents."""
    index, mails, files = Pending.objects.all(), Delivery.objects.late(), StoredFile.objects.queued()
    return [
        _outbox(_("Index"), index),
        _outbox(_("Announcements to those who follow"), Announcement.objects.waiting(), "at"),
        _outbox(_("Mails"), mails, "queued_at"),
        _outbox(_("Documents"), files, "queued_at"),
    ]


def _outbox(label, rows, moment=""):
    rows = rows.order_by()
    failed = stuck(rows).count()
    oldest = rows.exclude(pk__in=stuck(rows).values("pk")).aggregate(oldest=Min(moment))["oldest"] if moment else None
    return Outbox(label, rows.count() - failed, failed, oldest)


def _lane(sign):
    """A lane of a worker: seconds since its last sign and in its present turn, and whether that is well."""
    silence = sign.age.total_seconds()
    busy = 0 if sign.busy_for is None else sign.busy_for + silence
    is_well = silence <= SILENT and busy <= STUCK
    return {"name": sign.lane, "worker": sign.worker, "silence": int(silence), "busy": int(busy), "is_well": is_well}


def problems():
    """How many parts ail, and how many rows were given up: what an operator should know at once."""
    ailing = sum(not part["ok"] for part in parts().values())
    return ailing, sum(outbox.stuck for outbox in outboxes())
