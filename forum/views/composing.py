"""The form that texts are written in: with a preview, drafts and checks, and never losing what was typed."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.things import key_of
from files.receiving import receive, untold
from forum import actions, drafts, refusals, rules, unsent
from forum.actions.referring import referring
from forum.asked import draft_at
from forum.limits import refuse_unusual
from forum.references import names_too_many
from forum.signing import doubt_about, offered
from forum.similar import similar_to
from forum.views.previewing import previewed
from forum.views.unsent import form_for, keep_draft
from forum.widths import narrower_in


def compose(request, form_class, *, deed, template, place, context, initial=None, quotation="", before=""):
    """Show a form with what was kept of it, preview or keep what was typed, or do the deed and go where it leads.

    before: the text that stands there already, when it is changed. deed(form, by=, files=, draft=) gives the thing.
    """
    began = drafts.began_with(request.POST, key_of(place), request.user)
    draft = draft_at(key_of(place), request.user) if request.method != "POST" else None
    fresh = {"language": request.user.language, **(initial or {}), **drafts.initial_of(draft, quotation)}
    form = form_for(request, form_class, fresh)
    files, html, held_back, doubt, conflict, check = drafts.files_in(draft, request.user), None, [], None, None, None
    if form.is_bound:
        files = receive(form, by=request.user)
        if "save_draft" in request.POST:
            kept = keep_draft(request, form, key_of(place), files)
            if kept:
                return kept
        elif "preview" in request.POST:
            html = previewed(form, request.user, partial(referring, board=context["board"]))
            untold(form, files)  # so that what they say is shown beside the preview
        elif form.is_valid():
            try:
                held_back, doubt = untold(form, files), _doubt(form, context, request.user)
                check = form.undecided(audience=context["board"].audience_id, before=before)
                if not (held_back or doubt or check):
                    texts = {name: form.cleaned_data[name] for name in ("body", "once")}
                    refuse_unusual(context["board"], by=request.user, before=before, **texts)
                    return _sent(request, partial(deed, form, by=request.user, files=files, draft=began), began)
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
        "similar": similar_to(form.data.get("title", ""), request.user) if "preview" in form.data else [],
    }
    shown |= _signing(form, context, request.user, doubt)
    return render(request, template, {**context, **shown, "place": began[0], "draft": draft, "conflict": conflict})


def _sent(request, deed, began):
    """To what was written, or what says the same already; what waited to be sent there does so no more."""
    try:
        thing = deed()
    except refusals.AlreadySent as refusal:
        actions.drop_sent_draft(began, by=request.user)
        messages.info(request, refusal.message)
        return unsent.forget(request, redirect(refusal.post))
    if rules.waits(thing):
        messages.info(request, _("It waits for a moderator now. Until then only you and the moderators see it."))
    if names_too_many(request.POST.get("body", "")):
        messages.warning(request, _("You mention many people: only the first ten are told."))
    return unsent.forget(request, redirect(thing))


def _signing(form, context, user, doubt):
    """What the form says of signing it in other ways than by name."""
    if "attribution" not in form.fields:
        return {}
    return {"offer": offered(user, context["board"], _kind(form, context)), "doubt": doubt}


def _kind(form, context):
    """Of the topic that is begun; None of an answer."""
    return None if "topic" in context else form["kind"].value()


def _doubt(form, context, user):
    """What there is to be told of how a text is signed before it is posted, and has not been told yet."""
    if "attribution" not in form.fields:
        return None
    doubt = doubt_about(user, context["board"], context.get("topic"), form.sign, _kind(form, context))
    return doubt if doubt and doubt.word != form.cleaned_data["warned"] else None
