"""Messages to choose from: their list, and a form for each."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.views import not_found_unless
from moderation import actions
from moderation.forms import ReplyForm, initial_of
from moderation.models import ReplyTemplate
from moderation.rules import can_write_replies

ASKS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def reply_list(request):
    not_found_unless(can_write_replies(request.user))
    return render(request, "moderation/replies.html", {"templates": ReplyTemplate.objects.in_use()})


@ASKS
def reply_new(request):
    not_found_unless(can_write_replies(request.user))
    return _edit(request, None)


@ASKS
def reply_edit(request, ref):
    return _edit(request, _template(request, ref))


@require_POST
def reply_retire(request, ref):
    """No longer offer a message; what was sent stays as it was."""
    actions.retire_reply(_template(request, ref), by=request.user)
    messages.success(request, _("It is not offered any more."))
    return redirect("replies")


def _edit(request, template):
    form = ReplyForm(request.POST or None, initial=initial_of(template) if template else None)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("to", "once")}
        actions.save_reply(template, texts=form.texts, by=request.user, **said)
        messages.success(request, _("The message is saved."))
        return redirect("replies")
    return render(request, "moderation/reply.html", {"form": form, "template": template})


def _template(request, ref):
    not_found_unless(can_write_replies(request.user))
    return get_object_or_404(ReplyTemplate.objects.in_use(), ref=ref)
