"""Moving, joining and splitting topics; the second moderator's page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.markup import fill
from core.markup import render as render_markup
from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, refusals, rules
from forum.faces import faces_of
from forum.forms.moving import MoveForm, SplitForm
from forum.models import Move, Post, Topic
from forum.moves import beside, carried, digest, files_on, newcomers, plan_of, quoting_narrower
from forum.polls import named_votes
from forum.views.places import place_of
from moderation.handling import mark_of

READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 500


@READS_AND_WRITES
def topic_move(request, ref):
    """To another board, or into another topic."""
    topic = _topic(request, ref)
    not_found_unless(rules.can_take_elsewhere(request.user, topic))
    form = MoveForm(_sent(request), topic=topic, user=request.user)
    return _asked(request, topic, form, "forum/topic_move.html", {})


@READS_AND_WRITES
def topic_split(request, ref):
    """Chosen posts make a new topic, or go into another."""
    topic = _moderated(request, ref)
    answers = Post.objects.visible_in(topic, request.user).standing().filter(number__gt=1)
    posts = list(answers.for_reading()[:MOST_SHOWN])
    numbers = [post.number for post in posts]
    form = SplitForm(_sent(request), topic=topic, user=request.user, numbers=numbers)
    chosen = form["chosen"].value() or []
    shown = {"posts": _shown(posts, request.user), "chosen": chosen}
    return _asked(request, topic, form, "forum/topic_split.html", shown)


@READS_AND_WRITES
def move(request, ref):
    """What waits for a second word: exactly what more people would read, and who."""
    wish = get_object_or_404(Move.objects.visible_to(request.user).for_things(), ref=ref)
    if request.method == "POST":
        return _decided(request, wish)
    topic, plan = wish.topic, plan_of(wish)
    posts = list(carried(topic, plan.numbers))
    standing = [post for post in posts if post.stands]
    return render(
        request,
        "forum/move.html",
        {
            **place_of(topic.board, request.user),
            "move": wish,
            "topic": topic,
            "plan": plan,
            "newcomers": newcomers(topic.audience_id, plan.board.audience_id),
            "posts": _with_beside(_shown(standing, request.user, quoting_narrower(standing, plan.board)), request.user),
            "unseen": len(posts) - len(standing),
            "files": files_on(standing),
            "seen": digest(topic, plan, posts),
            "votes": named_votes(topic) if not plan.numbers else [],
            "me": request.user,
            "can_second": rules.can_second(request.user, wish),
        },
    )


def _decided(request, wish):
    try:
        if request.POST.get("answer") == "agree":
            there = actions.agree_to_move(wish, by=request.user, seen=request.POST.get("seen", ""))
            messages.success(request, _("It is done: this is where it stands now."))
            return redirect(there)
        actions.drop_move(wish, by=request.user)
        messages.success(request, _("It stays where it is."))
    except refusals.LookAgain as refusal:
        messages.error(request, refusal.message)
        return redirect(wish)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(wish.topic)


def _asked(request, topic, form, template, shown):
    if form.is_bound and form.is_valid():
        try:
            there = actions.move(topic, form.plan, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _said(there))
            return redirect(there)
    return render(request, template, {**place_of(topic.board, request.user), "topic": topic, "form": form, **shown})


def _said(there):
    if isinstance(there, Move):
        return _("More people could read it there: a second moderator is asked, and has three days to agree.")
    return _("It is done: this is where it stands now.")


def _shown(posts, user, narrower=None):
    """[{post, face, html, label, narrower}]: whole texts for this reader. narrower: {id of a post: how many of its
    quotes}."""
    faces, texts = faces_of(posts), fill([post.html for post in posts], user)
    return [
        {
            "post": post,
            "face": faces.of(post),
            "html": html,
            "label": mark_of(post.handling_id),
            "narrower": (narrower or {}).get(post.pk, 0),
        }
        for post, html in zip(posts, texts, strict=True)
    ]


def _with_beside(shown, user):
    """The same, each with what goes along unseen on the page of its topic: [{text (Beside), html}]."""
    texts, found = beside([each["post"] for each in shown]), {}
    for text, html in zip(texts, fill([render_markup(each.body).html for each in texts], user), strict=True):
        found.setdefault(text.post, []).append({"text": text, "html": html})
    return [{**each, "beside": found.get(each["post"].pk, [])} for each in shown]


def _topic(request, ref):
    return get_object_or_404(Topic.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)


def _moderated(request, ref):
    topic = _topic(request, ref)
    not_found_unless(rules.can_close(request.user, topic))
    return topic


def _sent(request):
    return request.POST if request.method == "POST" else None
