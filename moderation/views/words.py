"""The words that are watched: the lists that somebody keeps, with a text to try them on."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refusal
from core.views import not_found_unless
from moderation import actions
from moderation.checking import check_of
from moderation.checks import look
from moderation.forms import TryForm, WordsForm
from moderation.models import WatchedWord
from moderation.rules import watches


@require_http_methods(["GET", "HEAD", "POST"])
def watched_words(request):
    """The lists; sent, one word more."""
    not_found_unless(watches(request.user))
    form = WordsForm(request.POST or None, by=request.user)
    if form.is_bound and form.is_valid():
        try:
            _word, is_new = actions.watch_words(by=request.user, **form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            said = _("It is watched from now on.") if is_new else _("It was watched already; what happens is changed.")
            messages.success(request, said)
            return redirect("watched_words")
    return _page(request, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def watched_words_try(request):
    """The lists, and what would be found in a text. It is sent by POST: no address holds it, and nothing keeps it."""
    not_found_unless(watches(request.user))
    if request.method != "POST":
        return redirect("watched_words")
    attempt = TryForm(request.POST, prefix="try")
    return _page(request, attempt=attempt, check=_tried(attempt, request.user) if attempt.is_valid() else None)


@require_POST
def watched_word_remove(request, ref):
    not_found_unless(watches(request.user))
    word = get_object_or_404(WatchedWord.objects.visible_to(request.user), ref=ref)
    actions.drop_words(word, by=request.user)
    messages.success(request, _("It is watched no longer."))
    return redirect("watched_words")


def _tried(attempt, user):
    """The Check of a text by all lists that this person keeps."""
    text, language = attempt.cleaned_data["text"], attempt.cleaned_data["language"]
    return check_of(text, look(text, language=language, watched=WatchedWord.objects.visible_to(user)), {})


def _page(request, form=None, attempt=None, check=None):
    context = {
        "words": WatchedWord.objects.visible_to(request.user).for_listing(),
        "form": form or WordsForm(by=request.user),
        "attempt": attempt or TryForm(prefix="try"),
        "check": check,
    }
    return render(request, "moderation/words.html", context)
