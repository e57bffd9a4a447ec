"""Changing what a topic is called and how often one writes in it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, rules
from forum.forms.moving import SlowForm
from forum.forms.topics import TopicEditForm
from forum.models import Topic
from forum.views.places import place_of


@require_http_methods(["GET", "HEAD", "POST"])
def topic_edit(request, ref):
    """Whoever started it and typed something is told on the same page where they come too late."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)
    sent = request.POST if request.method == "POST" else None
    not_found_unless(rules.can_edit_topic(request.user, topic) or (sent and rules.started(request.user, topic)))
    form = TopicEditForm(sent, topic=topic, announces=rules.can_moderate(request.user, topic.board))
    check = None
    if form.is_bound and form.is_valid() and not (check := _undecided(form, topic)):
        try:
            actions.edit_topic(topic, by=request.user, **form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The topic is changed."))
            return redirect(topic)
    shown = {"topic": topic, "form": form, "check": check}
    return render(request, "forum/topic_edit.html", {**place_of(topic.board, request.user), **shown})


def _undecided(form, topic):
    return form.undecided(audience=topic.audience_id, before=topic.title)


@require_POST
def topic_slow(request, ref):
    """How long one person waits between two posts in it."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).with_place(), ref=ref)
    not_found_unless(rules.can_close(request.user, topic))
    form = SlowForm(request.POST)
    if form.is_valid():
        actions.slow_topic(topic, form.cleaned_data["seconds"], by=request.user)
        messages.success(request, _("It is set."))
    else:
        messages.error(request, _("Nothing is changed: please choose from the list."))
    return redirect(topic)
