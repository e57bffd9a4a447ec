"""Reports by members; hiding, closing and pinning by moderators."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, rules
from forum.forms import HideForm, ReportForm
from forum.models import Post, Topic
from forum.views.places import place_of

ASKS_FIRST = require_http_methods(["GET", "HEAD", "POST"])


@ASKS_FIRST
def post_report(request, ref):
    """Say what is wrong with a post."""
    post = _post(request, ref)
    not_found_unless(rules.can_report(request.user, post))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            post,
            lambda: actions.report_post(post, by=request.user, reason=form.cleaned_data["reason"]),
            _("Thank you. The moderators of this board will look at it."),
        )
    return render(request, "forum/post_report.html", _asked(request, post.topic, post=post, form=form))


@ASKS_FIRST
def post_hide(request, ref):
    post = _post(request, ref)
    not_found_unless(rules.can_hide(request.user, post))
    return _hide(request, post, actions.hide_post, _asked(request, post.topic, post=post))


@ASKS_FIRST
def topic_hide(request, ref):
    topic = _topic(request, ref)
    not_found_unless(rules.can_hide(request.user, topic))
    return _hide(request, topic, actions.hide_topic, _asked(request, topic))


@require_POST
def post_restore(request, ref):
    post = _post(request, ref)
    return _turn(request, post, rules.can_restore, actions.restore_post, _("The post can be read again."))


@require_POST
def topic_restore(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, rules.can_restore, actions.restore_topic, _("The topic can be read again."))


@require_POST
def topic_lock(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, rules.can_close, actions.lock_topic, _("The topic is closed to replies."))


@require_POST
def topic_unlock(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, rules.can_close, actions.unlock_topic, _("The topic is open to replies again."))


@require_POST
def topic_pin(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, rules.can_close, actions.pin_topic, _("The topic is kept at the head of its board."))


@require_POST
def topic_unpin(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, rules.can_close, actions.unpin_topic, _("The topic takes its place by date again."))


def _hide(request, thing, deed, context):
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request, thing, lambda: deed(thing, by=request.user, reason=reason), _("It is out of members’ sight now.")
        )
    return render(request, "forum/hide.html", {**context, "form": form})


def _turn(request, thing, rule, deed, said):
    not_found_unless(rule(request.user, thing))
    return _done(request, thing, lambda: deed(thing, by=request.user), said)


def _done(request, thing, deed, said):
    """Do it, say so (or why not), and go back to where the thing stands."""
    try:
        deed()
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(thing)


def _asked(request, topic, **more):
    return {**place_of(topic.board, request.user), "topic": topic, **more}


def _post(request, ref):
    posts = Post.objects.visible_to(request.user).with_place().select_related("origin", "author")
    return get_object_or_404(posts, ref=ref)


def _topic(request, ref):
    return get_object_or_404(Topic.objects.visible_to(request.user).with_place(), ref=ref)
