"""What becomes of questions and polls: an answer is accepted, more is needed, a vote is given."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.views import done, not_found_unless
from forum import actions, rules
from forum.models import Poll, Post, Topic


@require_POST
def post_accept(request, ref):
    posts = Post.objects.visible_to(request.user).with_place().select_related("topic__origin")
    post = get_object_or_404(posts, ref=ref)
    not_found_unless(rules.can_settle(request.user, post.topic))
    said = _("The answer is accepted and stands below the question.")
    return done(request, lambda: actions.accept_answer(post, by=request.user), said, post.topic)


@require_POST
def topic_more(request, ref):
    topic = _question(request, ref)
    said = _("The question counts as one that waits for more.")
    return done(request, lambda: actions.ask_for_more(topic, by=request.user), said, topic)


@require_POST
def topic_reopen(request, ref):
    topic = _question(request, ref)
    said = _("The question is open again.")
    return done(request, lambda: actions.reopen_question(topic, by=request.user), said, topic)


@require_POST
def topic_vote(request, ref):
    """Vote, or change one's vote; what is refused is said on the page of the topic."""
    topics = Topic.objects.visible_to(request.user).with_place()
    topic = get_object_or_404(topics, ref=ref, kind=Topic.POLL)
    not_found_unless(rules.can_write(request.user, topic.board))
    poll = get_object_or_404(Poll, topic=topic)
    refs = request.POST.getlist("choice")[:100]
    return done(request, lambda: actions.vote(poll, by=request.user, refs=refs), _("Your vote is counted."), topic)


def _question(request, ref):
    topic = get_object_or_404(Topic.objects.visible_to(request.user).with_place().select_related("origin"), ref=ref)
    not_found_unless(rules.can_settle(request.user, topic))
    return topic
