"""Writing: a new topic, an answer, a new version; with a preview, and never losing what was typed."""

from functools import partial

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
from core.things import key_of
from core.views import not_found_unless
from files.querysets import files_of
from files.receiving import receive, untold
from files.shown import shown
from forum import actions, drafts, refusals, rules, unsent
from forum.asked import joined_into
from forum.calls import with_calls
from forum.forms import EditForm, ReplyForm, TopicForm
from forum.labels import label_for
from forum.limits import refuse_unusual
from forum.models import Board, Post, Topic
from forum.references import names_too_many, quotation, with_mentions
from forum.signing import doubt_about, offered
from forum.similar import similar_to
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
    return _write(
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
    return _write(
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


def _write(request, form_class, *, deed, template, place, context, initial=None, quotation="", before=""):
    """Show a form with what was kept of it, preview or keep what was typed, or do the deed and go where it leads.

    before: the text that stands there already, when it is changed. deed(form, by=, files=, draft=) gives the thing.
    """
    began = drafts.began_with(request.POST, place)
    draft = drafts.draft_for(place, request.user) if request.method != "POST" else None
    fresh = {"language": request.user.language, **(initial or {}), **drafts.initial_of(draft, quotation)}
    form = form_for(request, form_class, fresh)
    files, html, held_back, doubt, conflict, check = drafts.files_in(draft, request.user), None, [], None, None, None
    if form.is_bound:
        files = receive(form, by=request.user)
        if "save_draft" in request.POST:
            kept = _keep_draft(request, form, place, files)
            if kept:
                return kept
        elif "preview" in request.POST:
            html = _previewed(form, context["board"].audience_id, request.user, context["board"])
            untold(form, files)  # so that what they say is shown beside the preview
        elif form.is_valid():
            try:
                held_back, doubt = untold(form, files), _doubt(form, context, request.user)
                check = form.undecided(audience=context["board"].audience_id, before=before)
                if not (held_back or doubt or check):
                    texts = {name: form.cleaned_data[name] for name in ("body", "once")}
                    refuse_unusual(context["board"], by=request.user, before=before, **texts)
                    return _sent(request, deed(form, by=request.user, files=files, draft=began))
            except Refusal as refusal:
                form.add_error(None, refusal.message)
                conflict = getattr(refusal, "post", None)
    written = form.data.get("body", "") if form.is_bound else form.get_initial_for_field(form.fields["body"], "body")
    narrower = narrower_in(written or "", files, context["board"].audience_id, request.user)
    shown = {
        "form": form,
        "files": files,
        "preview": html,
        "held_back": held_back,
        "narrower": narrower,
        "check": check,
        "similar": similar_to(form.data.get("title", ""), request.user) if html else [],
    }
    shown |= _signing(form, context["board"], request.user, doubt)
    return render(request, template, {**context, **shown, "place": began[0], "draft": draft, "conflict": conflict})


def _keep_draft(request, form, place, files):
    """Without script: keep what was typed, and come back to it; None, with the form saying why, where that can't be."""
    key, began = key_of(place), drafts.began_with(request.POST, place)
    try:
        drafts.keep(request.POST, key, by=request.user, files=files)
    except Refusal as refusal:
        form.full_clean()
        form.add_error(None, refusal.message)
        return None
    if began[0] != key:  # the topic has become part of this one: its draft has come along
        actions.drop_sent_draft(began, by=request.user)
    messages.success(request, _("Your draft is kept. You find it here, and among your drafts, on any device."))
    return unsent.forget(request, redirect(drafts.address_of(key)))


def _sent(request, thing):
    """To what was written; what waited to be sent there does so no more."""
    if rules.waits(thing):
        messages.info(request, _("It waits for a moderator now. Until then only you and the moderators see it."))
    if names_too_many(request.POST.get("body", "")):
        messages.warning(request, _("You mention many people: only the first ten are told."))
    return unsent.forget(request, redirect(thing))


def _signing(form, board, user, doubt):
    """What the form says of signing it in other ways than by name."""
    return {"offer": offered(user, board), "doubt": doubt} if "attribution" in form.fields else {}


def _doubt(form, context, user):
    """What there is to be told of how a text is signed before it is posted, and has not been told yet."""
    if "attribution" not in form.fields:
        return None
    doubt = doubt_about(user, context["board"], context.get("topic"), form.sign)
    return doubt if doubt and doubt.word != form.cleaned_data["warned"] else None


def _previewed(form, audience_key, user, board=None):
    """The HTML of a bound form's text, or None while there is something wrong with it."""
    form.full_clean()
    body = form.cleaned_data.get("body")
    if not body:
        return None
    body = with_calls(body, board) if board else body
    return fill([render_markup(with_mentions(body, audience_key)).html], user)[0]


def _named(word, topic, user):
    """The post of a topic whose number an address names, or None."""
    if not (word and word.isascii() and word.isdigit() and len(word) < 7):
        return None
    return Post.objects.visible_to(user).standing().filter(topic=topic, number=int(word)).first()
