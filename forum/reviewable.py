"""How the queue of what waits knows the forum's topics and posts."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import markup
from core.gate import is_member
from core.models import AuditEntry
from core.things import key_of
from forum import rules
from forum.actions import conceal_post, conceal_translation
from forum.actions.telling import tell_author, tell_translator
from forum.faces import faces_of
from forum.models import Board, Message, PollChoice, Post, PostTranslation, Topic
from forum.moderated import moderators_of, rights_of
from forum.queued import POST, TOPIC
from moderation.registry import Reviewable, register

TAKING = ("forum.hide_post", "forum.hide_topic", "forum.reject_post", "forum.reject_topic")


def offered(thing):
    """The decisions that fit a topic or post as it stands."""
    if thing.erased_at or thing.withdrawn_at:
        return ["dismiss"]
    if thing.held_at:
        return ["approve", "reject"]
    return ["restore", "hide"] if thing.hidden_at else ["dismiss", "hide"]


def offered_of_message(message):
    """Its text is read until one of these, and never again: so deleting it is one of them."""
    return ["dismiss"] if message.hidden_at else ["dismiss", "hide", "delete"]


def taken_away_by(thing):
    entries = AuditEntry.objects.filter(key=key_of(thing), verb__in=TAKING).order_by("-pk")
    return entries.values_list("actor", flat=True).first() or ""


def state_of(thing):
    if thing.erased_at:
        return _("Erased")
    if thing.withdrawn_at:
        return _("Withdrawn")
    if thing.hidden_at:
        return _("Rejected") if thing.held_at else _("Hidden")
    return _("Waits for a moderator") if thing.held_at else ""


def boards_moderated_by(user):
    return [
        (board.ref, board.title) for board in Board.objects.moderated_by(user).with_texts().order_by("position", "id")
    ]


def amend_url(post, of=POST):
    """Where a moderator changes a text, and decides by it on the item of the post, or on that of the topic it opens."""
    may = rules.is_there(post) and rules.is_there(post.topic)
    return f"{reverse('post_amend', args=[post.ref])}?of={of}" if may else ""


def move_url(topic):
    """Where a topic goes to another board; what waits goes on waiting there."""
    return reverse("topic_move", args=[topic.ref]) if topic.stands or rules.waits(topic) else ""


def split_url(post):
    """Where posts of a topic go elsewhere."""
    return reverse("topic_split", args=[post.topic.ref]) if post.stands and post.topic.stands else ""


def writers_of(rows):
    """{key: the name, or the words in its place} as texts are signed; nobody's where a label keeps that from being said
    elsewhere than where the text stands."""
    faces = faces_of(rows)
    return {key_of(row): faces.away(row, _handling_of(row)).name for row in rows}


def _handling_of(row):
    """The key of the label of a post, of what opens a topic, or of what a translation is of."""
    if isinstance(row, Topic):
        return row.opening[0].handling_id if row.opening else None
    return (row.post if isinstance(row, PostTranslation) else row).handling_id


def _others(board, thing):
    """Who moderates a board, but for whom readers are told wrote the thing."""
    return moderators_of(board).exclude(pk=thing.author_id)


def with_opening(topics):
    """The topics, with what opens each, and the answers that a poll offers."""
    opening = Prefetch("posts", Post.objects.filter(number=1).select_related("topic"), to_attr="opening")
    choices = Prefetch("poll__choices", PollChoice.objects.order_by("position"))
    return topics.select_related("poll").prefetch_related(opening, choices)


def text_of_topic(topic):
    """Its title, what its opening post says, and the answers to choose from if it is a poll."""
    poll = getattr(topic, "poll", None)
    answers = "\n".join(f"– {choice.text}" for choice in poll.choices.all()) if poll else ""
    return "\n\n".join(filter(None, [topic.title, *(markup.plain(post.body) for post in topic.opening), answers]))


register(
    Reviewable(
        "topic",
        reviewed=Topic.objects.moderated_by,
        rights=rights_of,
        offered=offered,
        text=text_of_topic,
        with_text=with_opening,
        state=state_of,
        moderators=lambda topic: _others(topic.board, topic),
        within=lambda topics, ref: topics.filter(board__ref=ref),
        writers=writers_of,
        edit_url=lambda topic: amend_url(topic.opening[0], TOPIC) if topic.opening else "",
        move_url=move_url,
        tell=tell_author,
        taken_away_by=taken_away_by,
        can_ask=rules.is_there,
    )
)
register(
    Reviewable(
        "post",
        reviewed=Post.objects.moderated_by,
        rights=rights_of,
        offered=offered,
        text=lambda post: markup.plain(post.body),
        state=state_of,
        moderators=lambda post: _others(post.topic.board, post),
        within=lambda posts, ref: posts.filter(topic__board__ref=ref),
        places=boards_moderated_by,
        writers=writers_of,
        edit_url=amend_url,
        move_url=split_url,
        tell=tell_author,
        conceal=conceal_post,
        taken_away_by=taken_away_by,
        can_ask=rules.is_there,
    )
)
register(
    Reviewable(
        "message",
        reviewed=Message.objects.reviewed_by,
        deleted=Message.objects.put_away_for,
        offered=offered_of_message,
        rights=lambda user: (user.pk, is_member(user), "moderator" in user.roles),
        text=lambda message: markup.plain(message.body),
        state=lambda message: _("Hidden") if message.hidden_at else "",
    )
)
register(
    Reviewable(
        "translation",
        reviewed=PostTranslation.objects.moderated_by,
        rights=rights_of,
        offered=offered,
        text=lambda translation: markup.plain(translation.body),
        state=state_of,
        moderators=lambda translation: _others(translation.post.topic.board, translation),
        within=lambda translations, ref: translations.filter(post__topic__board__ref=ref),
        writers=writers_of,
        tell=tell_translator,
        conceal=conceal_translation,
        can_ask=rules.is_there,
    )
)
