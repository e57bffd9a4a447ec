"""Writing: a new topic, an answer, a new version; and taking it back."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.texts import number_in
from core.views import done, not_found_unless
from files.querysets import files_of
from files.shown import shown
from forum import actions, refusals, rules, unsent
from forum.asked import joined_into
from forum.forms import EditForm, ReplyForm, TopicForm
from forum.labels import label_for
from forum.models import Board, Post, Topic
from forum.references import quotation
from forum.views.composing import compose
from forum.views.places import place_of
from forum.views.unsent import gone, has_lost_session, has_typed

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@WRITES
def topic_new(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        board = get_object_or_404(Board.objects.visible_to(request.user).with_texts(), ref=ref)
        not_found_unless(rules.can_start_topic(request.user, board) or has_typed(request))
    except Http404:
        return gone(request, refusals.TopicGone)
    return compose(
        request,
        partial(TopicForm, announces=rules.can_moderate(request.user, board)),
        deed=partial(_start, board),
        template="forum/topic_new.html",
        place=board,
        context=place_of(board, request.user),
        initial={"kind": Topic.QUESTION, "handling": board.default_handling_id},
    )


def _start(board, form, **given):
    if form.cleaned_data["kind"] == Topic.POLL:
        return actions.start_poll(board, ask=form.ask, **given, **form.said)
    return actions.start_topic(board, **given, **form.said)


@WRITES
def topic_reply(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        topic = get_object_or_404(Topic.objects.visible_to(request.user).with_place().with_label(), ref=ref)
        not_found_unless(rules.can_write(request.user, topic.board) or has_typed(request))
    except Http404:
        return _joined(request, ref)
    if request.method != "POST" and not rules.takes_replies(topic):
        messages.info(request, _("This topic is closed to replies."))
        return redirect(topic)
    return _reply(request, topic, lambda form, **given: actions.reply(topic, **given, **form.said))


def _joined(request, ref):
    """An answer to a topic that has become part of another comes to that one's form, and is not sent by itself."""
    topic = joined_into(ref, request.user)
    if topic is None or not rules.can_write(request.user, topic.board):
        return gone(request, refusals.TopicGone)
    if not has_typed(request):
        return redirect(topic)
    return _reply(request, topic, _refused_as(refusals.TopicJoined))


def _refused_as(refusal):
    def deed(form, **given):
        raise refusal

    return deed


def _reply(request, topic, deed):
    quoted = _named(request.GET.get("quote"), topic, request.user)
    answered = [quoted, _named(request.GET.get("answers"), topic, request.user)]
    return compose(
        request,
        ReplyForm,
        deed=deed,
        template="forum/topic_reply.html",
        place=topic,
        context={**place_of(topic.board, request.user), "topic": topic},
        initial={"handling": label_for(topic.board, topic.label_key, *(post.handling_id for post in answered if post))},
        quotation=quotation(quoted, request.user) if quoted else "",
    )


@WRITES
def post_edit(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        post = get_object_or_404(Post.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)
        not_found_unless(rules.can_edit(request.user, post) or (has_typed(request) and rules.wrote(request.user, post)))
    except Http404:
        return gone(request, refusals.PostGone)
    return compose(
        request,
        EditForm,
        deed=lambda form, **given: actions.edit_post(post, **given, **form.said),
        template="forum/post_edit.html",
        place=post,
        context={
            **place_of(post.topic.board, request.user),
            "topic": post.topic,
            "post": post,
            "attached": [shown(file) for file in next(iter(files_of([post], request.user).values()), [])],
        },
        initial={
            "body": post.body,
            "language": post.language,
            "handling": post.handling_id,
            "made_from": post.digest,
        },
        before=post.body,
    )


@WRITES
def post_withdraw(request, ref):
    """Asks once, then takes one's post out of sight."""
    post = get_object_or_404(Post.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)
    not_found_unless(rules.wrote(request.user, post))
    if request.method == "POST":
        return done(
            request,
            lambda: actions.withdraw_post(post, by=request.user),
            _("Your post is withdrawn. You and the moderators can still see it."),
            post,
        )
    if not rules.can_withdraw(request.user, post):
        messages.info(request, _("This post is out of sight already."))
        return redirect(post)
    return render(
        request,
        "forum/post_withdraw.html",
        {**place_of(post.topic.board, request.user), "topic": post.topic, "post": post},
    )


def _named(word, topic, user):
    """The post of a topic whose number an address names, or None."""
    number = number_in(word)
    if number is None:
        return None
    return Post.objects.visible_to(user).standing().filter(topic=topic, number=number).first()
