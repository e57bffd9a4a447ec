"""Asking experts to answer; saying what applies."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.refusals import Refusal
from core.views import done, not_found_unless
from forum import actions, refusals, rules, unsent
from forum.asking import asked_in, choices_for, people_for
from forum.forms.asking import AskForm, LookForm
from forum.models import Topic
from forum.views.places import place_of
from forum.views.unsent import form_for, gone, has_lost_session
from members.models import EntryFacet
from members.readers import Circle

MOST_TICKED = 50


@require_http_methods(["GET", "HEAD", "POST"])
def topic_ask(request, ref):
    """People who can read the topic, found by field, language and country; up to five are asked to answer."""
    if has_lost_session(request):
        return unsent.ask_to_sign_in(request)
    try:
        topic = _topic(request, ref)
    except Http404:
        return gone(request, refusals.TopicGone)
    form, check = form_for(request, AskForm), None
    people = form.data.getlist("person")[:MOST_TICKED] if form.is_bound else []
    if "look" in form.data:
        form.forget_errors()
    elif form.is_bound and form.is_valid() and not (check := form.undecided(audience=topic.audience_id)):
        try:
            many = actions.ask_to_answer(topic, by=request.user, refs=people, **form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            said = ngettext("%(many)s person is asked.", "%(many)s people are asked.", many)
            messages.success(request, said % {"many": many})
            return unsent.forget(request, redirect(topic))
    choices = choices_for(topic, request.user)
    look = LookForm(form.data or request.GET or _subject(topic, choices), choices=choices)
    found = {"people": people_for(topic, look.chosen, request.user, people), "chosen": people}
    seen = Circle(_("Who: those whom you ask, and you."))
    shown = {"form": form, "look": look, "asked": asked_in(topic, request.user), "seen": seen, "check": check, **found}
    return render(request, "forum/topic_ask.html", {**place_of(topic.board, request.user), "topic": topic, **shown})


def _topic(request, ref):
    topics = Topic.objects.visible_to(request.user).with_place().select_related("origin")
    topic = get_object_or_404(topics, ref=ref)
    not_found_unless(rules.can_ask(request.user, topic))
    return topic


@require_POST
def topic_applies(request, ref):
    """Say that something applies to the topic, or take it back."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).with_place(), ref=ref)
    not_found_unless(rules.can_say_applies(request.user, topic) or rules.can_moderate(request.user, topic.board))
    deed = actions.unsay_applies if request.POST.get("no") else actions.say_applies
    said = _("It is taken back.") if request.POST.get("no") else _("It stands beside the topic, with your name.")
    return done(request, lambda: deed(topic, request.POST.get("key", ""), by=request.user), said, topic)


def _subject(topic, choices):
    """What one looks for to begin with: somebody who knows what the topic is about, if anybody does."""
    known = {value for value, _label in choices[EntryFacet.EXPERTISE]}
    first = next((concept.ref for concept in topic.concepts.order_by("pk") if concept.ref in known), "")
    return {EntryFacet.EXPERTISE: first}
