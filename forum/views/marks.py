"""Bookmarks, and what readers say of a post."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.gate import is_member
from core.opened import note_shown
from core.paging import page_by_key
from core.refusals import Refusal
from core.views import done, not_found_unless
from forum import actions, rules
from forum.forms.marks import BookmarkForm, SignalForm
from forum.models import Bookmark, Post, Signal
from forum.views.lists import tabs
from forum.views.places import place_of
from members.models import Profile
from members.readers import Circle

ORDER = ["-created_at", "-ref"]
WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def bookmark_list(request):
    """The posts that one has marked and still sees, the last marked first."""
    not_found_unless(is_member(request.user))
    mine = Bookmark.objects.visible_to(request.user).for_listing()
    page = page_by_key(mine, request.GET.get("after"), request.GET.get("before"), order=ORDER)
    note_shown({row.post.topic.audience_id for row in page}, by=request.user, part="bookmarks")
    shown = {"page": page, "tabs": tabs(request.user, "bookmarks")}
    return render(request, "forum/bookmark_list.html", shown)


@WRITES
def post_bookmark(request, ref):
    """Mark a post, with a note and a reminder; or change these."""
    post = _post(request, ref)
    not_found_unless(rules.can_bookmark(request.user, post))
    there = Bookmark.objects.visible_to(request.user).filter(post=post).first()
    initial = {"note": there.note, "remind_at": None if there.reminded_at else there.remind_at} if there else None
    form = BookmarkForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("note", "remind_at")}
        return done(
            request, lambda: actions.set_bookmark(post, by=request.user, **said), _("It is among your bookmarks."), post
        )
    shown = {"form": form, "there": there, "yourself": Circle(_("Who: you alone."), 1)}
    return render(request, "forum/post_bookmark.html", {**_asked(request, post), **shown})


@require_POST
def post_bookmark_remove(request, ref):
    post = _post(request, ref)
    not_found_unless(is_member(request.user))
    return done(
        request,
        lambda: actions.remove_bookmark(post, by=request.user),
        _("It is no bookmark of yours any more."),
        post,
    )


@WRITES
def post_signal(request, ref):
    """Say what a post was to oneself, or take that back."""
    post = _post(request, ref)
    not_found_unless(rules.can_signal(request.user, post))
    if request.method == "POST" and request.POST.get("take_back") in dict(Signal.KINDS):
        kind = request.POST["take_back"]
        actions.take_signal_back(post, by=request.user, kind=kind)
        messages.success(request, _("You have taken it back."))
        return redirect(post)
    form = SignalForm(request.POST or None, initial={"kind": Signal.WORKED, "country": _own_country(request.user)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.signal(post, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Thank you. Others see how many say so, and not who."))
            return redirect(post)
    mine = Signal.objects.filter(post=post, user=request.user).order_by("at")
    return render(request, "forum/post_signal.html", {**_asked(request, post), "form": form, "mine": list(mine)})


def _own_country(user):
    return Profile.objects.filter(user=user).values_list("institution__country", flat=True).first() or ""


def _post(request, ref):
    posts = Post.objects.visible_to(request.user).with_place().select_related("origin", "author")
    return get_object_or_404(posts, ref=ref)


def _asked(request, post):
    return {**place_of(post.topic.board, request.user), "topic": post.topic, "post": post}
