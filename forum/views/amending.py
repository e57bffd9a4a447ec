"""A moderator's own version of somebody else's text; and what moderators say to authors."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refusal
from core.things import key_of
from core.views import not_found_unless
from forum import actions, refusals, rules, unsent
from forum.actions.telling import taken_away
from forum.forms.moderating import AmendForm
from forum.models import Post, Topic
from forum.queued import amended_thing, what_waits
from forum.views.places import place_of
from forum.views.unsent import form_for, gone, has_lost_session, has_typed
from moderation.models import ReviewItem
from moderation.objecting import waits, was_objected_to
from moderation.said import said_to_author


@require_http_methods(["GET", "HEAD", "POST"])
def post_amend(request, ref):
    """Change somebody else's text as moderator; what of it waits in the queue is decided by that."""
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        post = get_object_or_404(_posts(request.user), ref=ref)
        may = rules.can_moderate(request.user, post.topic.board) and not rules.wrote(request.user, post)
        not_found_unless(may and (rules.is_editable(post) or has_typed(request)))
    except Http404:
        return gone(request, refusals.PostGone)
    of = request.POST.get("of") or request.GET.get("of") or what_waits(post)
    initial = {"title": post.topic.title, "body": post.body, "of": of, **_seen_now(post, of)}
    if "version" in request.GET:
        initial["version"] = request.GET["version"]
    form = form_for(request, partial(AmendForm, has_title=post.number == 1), initial)
    stale = None
    if form.is_bound and form.is_valid():
        try:
            actions.amend_post(post, by=request.user, **form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            post = _posts(request.user).get(pk=post.pk)
            stale = _seen_now(post, of)
        else:
            messages.success(request, _("The text is changed, and its author is told."))
            return unsent.forget(request, redirect(post.topic))
    context = {
        **place_of(post.topic.board, request.user),
        "topic": post.topic,
        "post": post,
        "form": form,
        "stale": stale,
        "key": key_of(amended_thing(post, of)),
    }
    return render(request, "forum/post_amend.html", context)


def _seen_now(post, of):
    """What a form says of the text that it was made from, and of the item that it decides on."""
    item = ReviewItem.objects.open().filter(key=key_of(amended_thing(post, of))).first()
    return {"made_from": post.digest_with_title, "version": item.version if item else ""}


@require_POST
def post_appeal(request, ref):
    """Ask another moderator to look at one's post, which was taken out of sight."""
    post = get_object_or_404(_posts(request.user), ref=ref)
    not_found_unless(rules.can_appeal(request.user, post))
    try:
        actions.appeal_post(post, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Another moderator is asked to look at it. You hear what comes of it."))
    return redirect("post_said", post.ref)


@require_safe
def post_said(request, ref):
    """What moderators decided on one's post, and say to its author."""
    post = get_object_or_404(_posts(request.user), ref=ref)
    not_found_unless(rules.wrote(request.user, post) or rules.can_moderate(request.user, post.topic.board))
    keys = [key_of(post), key_of(post.topic)] if post.number == 1 else [key_of(post)]
    return _said(request, post.topic, keys, post)


@require_safe
def topic_said(request, ref):
    """The same of a topic that one started."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)
    not_found_unless(rules.started(request.user, topic) or rules.can_moderate(request.user, topic.board))
    opening = list(_posts(request.user).filter(topic=topic, number=1))
    return _said(request, topic, [key_of(thing) for thing in (topic, *opening)], next(iter(opening), None))


def _posts(user):
    return Post.objects.visible_to(user).with_place().select_related("origin")


def _said(request, topic, keys, post):
    context = {
        **place_of(topic.board, request.user),
        "topic": topic,
        "post": post,
        "said": said_to_author(keys),
        "objection": _objection(request.user, post),
        "can_edit": post is not None and rules.can_edit(request.user, post),
    }
    return render(request, "forum/said.html", context)


def _objection(user, post):
    """Whether the author can ask for another look ("open"), has asked ("waits"), or has been answered; or ""."""
    if post is None or not rules.can_appeal(user, post):
        return ""
    thing = taken_away(post)
    if waits(thing):
        return "waits"
    return "answered" if was_objected_to(thing) else "open"
