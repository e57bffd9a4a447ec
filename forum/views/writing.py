"""Writing: a new topic, an answer, a new version; with a preview, and never losing what was typed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.gate import is_member
from core.limits import allow
from core.markup import fill
from core.markup import render as render_markup
from core.refusals import Refusal
from core.views import not_found_unless
from files.querysets import files_of
from files.receiving import receive, untold
from files.shown import shown
from forum import actions, refusals, rules, unsent
from forum.forms import EditForm, ReplyForm, TopicForm
from forum.models import Board, Post, Topic
from forum.references import quotation, with_mentions
from forum.views.keeping import form_for, gone, has_lost_session, has_typed
from forum.views.moderating import done
from forum.views.places import place_of
from forum.widths import narrower_in

PREVIEWS_A_MINUTE = 60
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
    return _write(
        request,
        TopicForm,
        deed=lambda form, files: actions.start_topic(board, by=request.user, files=files, **form.said),
        template="forum/topic_new.html",
        context=place_of(board, request.user),
        initial={"kind": Topic.QUESTION},
    )


@WRITES
def topic_reply(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        topic = get_object_or_404(Topic.objects.visible_to(request.user).with_place().with_faces(), ref=ref)
        not_found_unless(rules.can_write(request.user, topic.board) or has_typed(request))
    except Http404:
        return gone(request, refusals.TopicGone)
    if request.method != "POST" and not rules.takes_replies(topic):
        messages.info(request, _("This topic is closed to replies."))
        return redirect(topic)
    return _write(
        request,
        ReplyForm,
        deed=lambda form, files: actions.reply(topic, by=request.user, files=files, **form.said),
        template="forum/topic_reply.html",
        context={**place_of(topic.board, request.user), "topic": topic},
        initial={"body": _quoted(request, topic)},
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
    return _write(
        request,
        EditForm,
        deed=lambda form, files: actions.edit_post(post, by=request.user, files=files, **form.said),
        template="forum/post_edit.html",
        context={
            **place_of(post.topic.board, request.user),
            "topic": post.topic,
            "post": post,
            "attached": [shown(file) for file in next(iter(files_of([post], request.user).values()), [])],
        },
        initial={"body": post.body, "language": post.language},
    )


@WRITES
def post_withdraw(request, ref):
    """Asks once, then takes one's post out of sight."""
    post = get_object_or_404(Post.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)
    not_found_unless(rules.wrote(request.user, post))
    if request.method == "POST":
        return done(
            request,
            post,
            lambda: actions.withdraw_post(post, by=request.user),
            _("Your post is withdrawn. You and the moderators can still see it."),
        )
    if not rules.can_withdraw(request.user, post):
        messages.info(request, _("This post is out of sight already."))
        return redirect(post)
    return render(
        request,
        "forum/post_withdraw.html",
        {**place_of(post.topic.board, request.user), "topic": post.topic, "post": post},
    )


@require_POST
def preview(request):
    """For the script: a text as readers would see it, and nothing around it."""
    not_found_unless(is_member(request.user))
    if not allow("preview", request.user.ref, PREVIEWS_A_MINUTE, 60):
        return render(request, "errors/429.html", status=429)
    form = ReplyForm(request.POST)
    return render(request, "forum/preview.html", {"form": form, "html": _previewed(form, "members", request.user)})


def _write(request, form_class, *, deed, template, context, initial):
    """Show a form, preview what was typed, or do the deed and go where it leads."""
    form = form_for(request, form_class, {"language": request.user.language, **initial})
    files, html, held_back = [], None, []
    if form.is_bound:
        files = receive(form, by=request.user)
        if "preview" in request.POST:
            html = _previewed(form, context["board"].audience_id, request.user)
            untold(form, files)  # so that what they say is shown beside the preview
        elif form.is_valid() and not (held_back := untold(form, files)):
            try:
                return unsent.forget(request, redirect(deed(form, files)))
            except Refusal as refusal:
                form.add_error(None, refusal.message)
    written = form.data.get("body", "") if form.is_bound else form.get_initial_for_field(form.fields["body"], "body")
    narrower = narrower_in(written or "", files, context["board"].audience_id, request.user)
    shown = {"form": form, "files": files, "preview": html, "held_back": held_back, "narrower": narrower}
    return render(request, template, {**context, **shown})


def _previewed(form, audience_key, user):
    """The HTML of a bound form's text, or None while there is something wrong with it."""
    form.full_clean()
    body = form.cleaned_data.get("body")
    return fill([render_markup(with_mentions(body, audience_key)).html], user)[0] if body else None


def _quoted(request, topic):
    """The beginning of an answer to the post that the address names, empty without one."""
    word = request.GET.get("quote", "")
    if not (word.isascii() and word.isdigit() and len(word) < 7):
        return ""
    posts = Post.objects.visible_to(request.user).standing().select_related("author")
    post = posts.filter(topic=topic, number=int(word)).first()
    return quotation(post, request.user) if post else ""
