"""Asking, together with a second person, who wrote a post that carries no name."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.gate import is_member
from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, refusals, rules, unsent
from forum.faces import face_of
from forum.forms.moderating import LiftingForm
from forum.models import Lifting, Post
from forum.notices.lifting import others_who_answer
from forum.origins import learned_by
from forum.views.places import place_of
from forum.views.unsent import form_for, gone, has_lost_session
from members.readers import counted_circle

ASKS_FIRST = require_http_methods(["GET", "HEAD", "POST"])


@ASKS_FIRST
def post_lift(request, ref):
    """Ask to learn who wrote a post; a second person decides."""
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        posts = Post.objects.visible_to(request.user).with_place().select_related("origin")
        post = get_object_or_404(posts, ref=ref)
        not_found_unless(rules.can_ask_lifting(request.user, post))
    except Http404:
        return gone(request, refusals.PostGone)
    form = form_for(request, LiftingForm)
    if form.is_bound and form.is_valid():
        asked = actions.ask_lifting(post, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is asked. A second person has 72 hours to agree or to refuse."))
        return unsent.forget(request, redirect(asked))
    return render(request, "forum/lifting_ask.html", {**_about(post, request.user), "form": form})


@require_safe
def lifting_list(request):
    """What waits for this person's word, and what they have asked or agreed to."""
    not_found_unless(is_member(request.user))
    seen = Lifting.objects.for_things()
    waiting, own = seen.waiting_for(request.user), seen.of(request.user)
    return render(request, "forum/lifting_list.html", {"waiting": waiting, "own": own})


@ASKS_FIRST
def lifting(request, ref):
    """One request: to agree to or refuse; then, for the two, with the name; for its bearer, with theirs."""
    asked = get_object_or_404(Lifting.objects.visible_to(request.user).for_things(), ref=ref)
    if request.method == "POST":
        return _answer(request, asked)
    writer = learned_by(request.user, asked)
    if writer is not None:
        actions.note_name_shown(asked, by=request.user)
    return render(
        request,
        "forum/lifting.html",
        {
            **_about(asked.post, request.user),
            "asked": asked,
            "writer": writer,
            "is_own": rules.wrote(request.user, asked.post),
            "can_answer": asked.is_waiting and rules.can_answer_lifting(request.user, asked),
            "nobody_else": asked.is_waiting and not others_who_answer(asked).exists(),
        },
    )


def _answer(request, asked):
    deed = {"agree": actions.agree_to_lifting, "refuse": actions.refuse_lifting}.get(request.POST.get("decision"))
    not_found_unless(deed and rules.can_answer_lifting(request.user, asked))
    try:
        deed(asked, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("liftings" if deed is actions.refuse_lifting else asked)


def _about(post, user):
    """What stands around the pages of a request: the place, the post as readers see it, and who reads the reason."""
    board = post.topic.board
    words = _("Who: those who answer for this place, the auditors and, once it is agreed to, whoever wrote the post.")
    seen = counted_circle(words, f"who answers for board {board.pk}", rules.people_who_answer_for(board), user)
    return {**place_of(board, user), "topic": post.topic, "post": post, "face": face_of(post), "seen": seen}
