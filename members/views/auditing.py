"""The auditors' page: the record of what was done, and a copy of it to take away. Looking is recorded too."""

import hashlib
from dataclasses import replace

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.audit import record
from core.exporting import FORMATS
from core.gate import is_member
from core.limits import allow
from core.paging import page_by_key
from core.sealing import Unreadable, seal, unseal
from core.views import not_found_unless
from members import rules
from members.auditing import last_seal_for, lines, of_moderation, of_space, readable_by
from members.doors import freshly_signed_in
from members.forms.auditing import AuditFilter, ExportForm
from members.models import Space

ORDER = ["-at", "-id"]
SIZE = 50
EXPORTS, DAY = 5, 24 * 3600
NAMES = ("at", "actor", "actor_name", "verb", "deed", "outcome", "kind", "thing", "reason", "session")


@require_safe
def audit(request):
    """Who did what, the newest first, as far as this auditor may know of the place."""
    not_found_unless(rules.can_audit(request.user))
    form = AuditFilter(request.GET)
    _note_looking(request.user, form)
    page = _page(request, form.narrow(readable_by(request.user)))
    context = {
        "form": form,
        "page": page,
        "lines": lines(page, request.user),
        "format": ExportForm()["format"],
        "seal": last_seal_for(request.user),
        "query": _query(request),
    }
    return render(request, "members/audit.html", context)


@require_safe
def space_log(request, ref):
    """What was done in a space, for its keepers."""
    space = get_object_or_404(Space.objects.held_by(request.user), ref=ref)
    not_found_unless(rules.can_keep(request.user, space))
    page = _page(request, of_space(space, request.user))
    return render(request, "members/space_log.html", {"space": space, "page": page, "lines": lines(page, request.user)})


@require_safe
def moderation_log(request):
    """What was done as moderation where the reader moderates, the newest first."""
    not_found_unless(is_member(request.user))
    page = _page(request, of_moderation(request.user))
    return render(request, "members/moderation_log.html", {"page": page, "lines": lines(page, request.user)})


def audit_export(request):
    not_found_unless(rules.can_audit(request.user))
    return _export(request)


@freshly_signed_in
@require_POST
def _export(request):
    """What the page shows under the same filters, as a file: after a step-up, five times a day."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was exported: please choose once more."))
        return redirect("audit")
    if not allow("audit-export", request.user.ref, EXPORTS, DAY):
        messages.error(request, _("The record is exported at most five times a day. Please come back tomorrow."))
        return redirect("audit")
    record("members.export_log", by=request.user, reason=form.asked_for())
    write, content_type = FORMATS[form.cleaned_data["format"]]
    entries = form.narrow(readable_by(request.user)).order_by("at", "pk")
    answer = StreamingHttpResponse(write(NAMES, _cells(entries, request.user)), content_type=content_type)
    name = f"fora-record-{timezone.now():%Y-%m-%d}.{form.cleaned_data['format']}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _cells(entries, user):
    """Rows of texts, a thousand entries at a time."""
    batch = []
    for entry in entries.iterator(chunk_size=1000):
        batch.append(entry)
        if len(batch) == 1000:
            yield from map(_cell, lines(batch, user))
            batch = []
    yield from map(_cell, lines(batch, user))


def _cell(line):
    entry = line.entry
    return (
        entry.at.isoformat(), entry.actor, line.actor, entry.verb, str(line.verb), entry.outcome, str(line.kind),
        entry.key, entry.reason, entry.session,
    )  # fmt: skip


def _page(request, entries):
    """A page whose tokens nobody can read: the gaps between numbers of entries would tell what else there is."""
    page = page_by_key(entries, _opened(request, "after"), _opened(request, "before"), order=ORDER, size=SIZE)
    return replace(page, next=_closed(page.next), previous=_closed(page.previous))


def _closed(token):
    return seal(token) if token else ""


def _query(request):
    """What the address asks for beside the page, for the links to others."""
    asked = request.GET.copy()
    for name in ("after", "before"):
        asked.pop(name, None)
    return f"{asked.urlencode()}&" if asked else ""


def _opened(request, name):
    try:
        return unseal(request.GET.get(name, ""))
    except Unreadable:
        return ""


def _note_looking(user, form):
    """Once an hour for each way to look."""
    asked = form.asked_for()
    if allow("audit-looked", f"{user.ref}:{hashlib.sha256(asked.encode()).hexdigest()[:16]}", 1, 3600):
        record("members.read_log", by=user, reason=asked)
