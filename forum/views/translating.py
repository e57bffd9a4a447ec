"""Putting a post into another language, beside it; and the history of a translation."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.markup import fill
from core.opened import note_opened
from core.refusals import Refusal
from core.things import key_of
from core.views import done, not_found_unless
from forum import actions, drafts, refusals, rules, unsent
from forum.asked import draft_at
from forum.forms.moderating import ReportForm
from forum.forms.translations import TranslationForm
from forum.models import Post, PostTranslation
from forum.models.draft import place_of_translation
from forum.models.translation import place_on_page
from forum.versions import versions_of_translation
from forum.views.moderating import moderators
from forum.views.places import place_of
from forum.views.previewing import previewed
from forum.views.unsent import form_for, gone, has_lost_session, has_typed, keep_draft
from moderation.said import said_to_author

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WRITES = require_http_methods(["GET", "HEAD", "POST"])


@WRITES
def post_translate(request, ref):
    """Translate a post, or improve its translation: what it says stands beside the field."""
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        post = get_object_or_404(Post.objects.visible_to(request.user).with_place(), ref=ref)
        not_found_unless(rules.can_translate(request.user, post) or has_typed(request))
    except Http404:
        return gone(request, refusals.PostGone)
    into = _language_of(request, post)
    there = post.translations.to_improve(request.user, into)
    place = place_of_translation(key_of(post), into)
    draft = draft_at(place, request.user) if request.method != "POST" else None
    fresh = {**_fresh(post, there, into), **drafts.initial_of(draft)}
    form, html, check = form_for(request, TranslationForm, fresh), None, None
    if form.is_bound and "save_draft" in request.POST:
        if kept := keep_draft(request, form, place):
            return kept
    elif form.is_bound and "preview" in request.POST:
        html = previewed(form, request.user, str)
    elif form.is_bound and form.is_valid():
        check = form.undecided(audience=post.topic.audience_id, before=there.body if there else post.body)
        if not check and (there := _saved(form, post, there, place, request)) is None:
            return unsent.forget(request, redirect(place_on_page(post, into)))
    note_opened(post, by=request.user)
    context = {"form": form, "preview": html, "check": check, "there": there, "into": into}
    context |= {"draft": draft, "place": place}
    return render(request, "forum/post_translate.html", {**_beside(post, into, request.user), **context})


@require_safe
def translation(request, ref):
    """Where a translation stands: with its post."""
    found = _found(request, ref)
    return redirect(place_on_page(found.post, found.language))


@require_safe
def translation_history(request, ref):
    """All versions of a translation, the newest first."""
    found = _found(request, ref)
    note_opened(found.post, by=request.user, part="versions")
    versions = versions_of_translation(found, request.user)
    may = {
        "may_translate": rules.can_translate(request.user, found.post) and found.stands,
        "may_withdraw": rules.can_withdraw_translation(request.user, found),
        "may_report": rules.can_report_translation(request.user, found),
        "said": said_to_author([key_of(found)]) if rules.hears_of_translation(request.user, found) else [],
    }
    return render(request, "forum/translation_history.html", {**_frame(found, request), **may, "versions": versions})


@WRITES
def translation_withdraw(request, ref):
    """Asks once, then takes one's translation back."""
    found = _found(request, ref)
    not_found_unless(rules.can_withdraw_translation(request.user, found))
    if request.method != "POST":
        return render(request, "forum/translation_withdraw.html", _frame(found, request))
    said = _("Your translation is withdrawn.")
    return done(request, lambda: actions.withdraw_translation(found, by=request.user), said, found.post)


@WRITES
def translation_report(request, ref):
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        found = _found(request, ref)
        not_found_unless(rules.can_report_translation(request.user, found))
    except Http404:
        return gone(request, refusals.PostGone)
    form = form_for(request, ReportForm)
    if form.is_bound and form.is_valid():
        actions.report_translation(found, by=request.user, **form.said)
        messages.success(request, _("The moderators will look at it."))
        return unsent.forget(request, redirect(found.post))
    seen = moderators(request, found.post.topic.board)
    return render(request, "forum/translation_report.html", {**_frame(found, request), "form": form, "seen": seen})


def _saved(form, post, there, place, request):
    """None once it is saved; else the translation as it stands now (False for none), with the form saying why not."""
    began = drafts.began_with(request.POST, place, request.user)
    try:
        translation = actions.translate_post(post, by=request.user, draft=began, **form.said)
    except refusals.TranslationChanged as refusal:
        form.add_error(None, refusal.message)
        return refusal.translation
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return there or False
    if rules.waits(translation):
        messages.info(request, _("It waits for a moderator now. Until then only you and the moderators see it."))
    return None


def _beside(post, into, user):
    """What stands beside the field: the post, and the other languages that it can be put into."""
    source = {"source": fill([post.html], user)[0], "languages": _choices(post, into)}
    return {**place_of(post.topic.board, user), "post": post, "topic": post.topic, **source}


def _found(request, ref):
    return get_object_or_404(PostTranslation.objects.visible_to(request.user).with_place(), ref=ref)


def _frame(found, request):
    topic = found.post.topic
    return {**place_of(topic.board, request.user), "topic": topic, "post": found.post, "translation": found}


def _language_of(request, post):
    """The language to translate into: the one asked for, else the reader's, else the first that the post is not in."""
    asked = request.POST.get("language") or request.GET.get("language") or get_language()
    others = [code for code in LANGUAGES if code != post.language]
    return asked if asked in others else others[0]


def _choices(post, into):
    """[{code, name, is_current, is_there}] of the languages that a post can be put into."""
    there = set(post.translations.standing().values_list("language", flat=True))
    names = {code: get_language_info(code)["name_local"] for code in LANGUAGES if code != post.language}
    return [
        {"code": code, "name": name, "is_current": code == into, "is_there": code in there}
        for code, name in names.items()
    ]


def _fresh(post, there, into):
    made_from = there.digest if there else ""
    body = there.body if there else ""
    return {"language": into, "of_digest": post.digest, "made_from": made_from, "body": body}
