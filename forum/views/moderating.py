"""Reports by members; hiding, closing and pinning by moderators."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refusal
from core.views import done, not_found_unless
from forum import actions, refusals, rules, unsent
from forum.forms.moderating import HideForm, ReportForm
from forum.models import Post, Topic
from forum.moderated import moderators_of
from forum.views.places import place_of
from forum.views.unsent import form_for, gone, has_lost_session
from members.readers import counted_circle
from moderation.models import Flag

THANKS = gettext_lazy("Thank you. The moderators of this board will look at it.")
ASKS_FIRST = require_http_methods(["GET", "HEAD", "POST"])


@ASKS_FIRST
def post_report(request, ref):
    """Say what is wrong with a post."""
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        post = _post(request, ref)
        not_found_unless(rules.can_report(request.user, post))
    except Http404:
        report = _report(ref, request.user)
        return _thanked(request, report) if report else gone(request, refusals.PostGone)
    return _with_reason(
        request,
        lambda said: _reported(post, request.user, said),
        ReportForm,
        said=THANKS,
        template="forum/post_report.html",
        context={**_asked(request, post.topic, post=post), "seen": moderators(request, post.topic.board)},
    )


def _reported(post, user, said):
    """Report it: where its reporter goes then, which is to the report where enough of them took the post away."""
    report = actions.report_post(post, by=user, **said)
    return Post.objects.visible_to(user).filter(pk=post.pk).first() or report


def _report(ref, user):
    """This person's open report of a post that they may not see any more, or None."""
    return Flag.objects.visible_to(user).open().filter(key=f"post:{ref}").first()


def _thanked(request, report):
    messages.success(request, THANKS)
    return unsent.forget(request, redirect(report))


@ASKS_FIRST
def post_hide(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        post = _moderated(request, _post(request, ref))
    except Http404:
        return gone(request, refusals.PostGone)
    return _hide(request, post, actions.hide_post, _asked(request, post.topic, post=post))


@ASKS_FIRST
def topic_hide(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        topic = _moderated(request, _topic(request, ref))
    except Http404:
        return gone(request, refusals.TopicGone)
    return _hide(request, topic, actions.hide_topic, _asked(request, topic))


@require_POST
def post_restore(request, ref):
    post = _post(request, ref)
    return _turn(request, post, actions.restore_post, _("The post can be read again."))


@require_POST
def topic_restore(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, actions.restore_topic, _("The topic can be read again."))


@require_POST
def topic_lock(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, actions.lock_topic, _("The topic is closed to replies."))


@require_POST
def topic_unlock(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, actions.unlock_topic, _("The topic is open to replies again."))


@require_POST
def topic_pin(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, actions.pin_topic, _("The topic is kept at the head of its board."))


@require_POST
def topic_unpin(request, ref):
    topic = _topic(request, ref)
    return _turn(request, topic, actions.unpin_topic, _("The topic takes its place by date again."))


def _hide(request, thing, deed, context):
    if request.method != "POST" and thing.hidden_at:
        messages.info(request, _("It is out of members’ sight already."))
        return redirect(thing)
    return _with_reason(
        request,
        lambda said: deed(thing, by=request.user, **said),
        HideForm,
        said=_("It is out of members’ sight now."),
        template="forum/hide.html",
        context=context,
    )


def _with_reason(request, deed, form_class, *, said, template, context):
    """Ask for a reason, do the deed with it, and go to what it returns."""
    form = form_for(request, form_class)
    if form.is_bound and form.is_valid():
        try:
            there = deed(form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, said)
            return unsent.forget(request, redirect(there))
    return render(request, template, {**context, "form": form})


def _turn(request, thing, deed, said):
    return done(request, lambda: deed(thing, by=request.user), said, _moderated(request, thing))


def _moderated(request, thing):
    """The topic or post, if this person moderates its board; else the one 404."""
    not_found_unless(rules.can_moderate(request.user, rules.board_of(thing)))
    return thing


def moderators(request, board):
    """Who reads a report."""
    name = f"moderators of board {board.pk}"
    return counted_circle(_("Who: those who moderate this board."), name, moderators_of(board), request.user)


def _asked(request, topic, **more):
    return {**place_of(topic.board, request.user), "topic": topic, **more}


def _post(request, ref):
    posts = Post.objects.visible_to(request.user).with_place().select_related("origin", "author")
    return get_object_or_404(posts, ref=ref)


def _topic(request, ref):
    return get_object_or_404(Topic.objects.visible_to(request.user).with_place(), ref=ref)
