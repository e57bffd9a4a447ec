"""Of posts. Where several fit one, the heaviest is said."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.things import key_of
from forum.origins import writer_id, writer_of
from notifications.registry import DAILY, PAGE, Choice, NoticeKind, register


def face(post):
    return post.author


def asker(post):
    """Who started the topic, without their name too."""
    return writer_of(post.topic)


def asker_id(post):
    """Who started the topic hears of answers as such, or has chosen to hear nothing of them."""
    return [writer_id(post.topic)]


def places(post):
    """Where one may follow or mute a post: its topic, the board, the topic's concepts, the space; the nearest first."""
    topic = post.topic
    concepts = [key_of(concept) for concept in topic.concepts.only("ref")]
    space = topic.board.space
    return [[key_of(topic)], [key_of(topic.board)], concepts, [key_of(space)] if space else []]


ANSWERED = Choice("forum.reply", _("Somebody replies in a topic that you started, or your answer is accepted"))

OF_A_POST = {
    "actor": face,
    "is_signed": True,
    "writer": writer_id,
    "whole": lambda post: post.topic,
    "places": places,
}

MENTIONED = Choice("forum.mention", _("Somebody mentions you, or calls on you where you moderate"))

WATCHED = Choice("followed", _("Something new in what you watch"), channel=DAILY)

register(
    NoticeKind(
        "forum.topic",
        _("%(actor)s started “%(title)s”."),
        recipients=lambda post: [],
        weight=10,
        group=WATCHED,
        **OF_A_POST,
    )
)

register(
    NoticeKind(
        "forum.post",
        _("%(actor)s wrote in “%(title)s”."),
        recipients=lambda post: [],
        several=ngettext_lazy("%(count)d new post in “%(title)s”.", "%(count)d new posts in “%(title)s”.", "count"),
        weight=10,
        group=WATCHED,
        spared=asker_id,
        **OF_A_POST,
    )
)

register(
    NoticeKind(
        "forum.quote",
        _("%(actor)s quoted you in “%(title)s”."),
        recipients=lambda post: [],
        several=ngettext_lazy(
            "%(count)d quotation of your words in “%(title)s”.",
            "%(count)d quotations of your words in “%(title)s”.",
            "count",
        ),
        weight=20,
        label=_("Somebody quotes you"),
        **OF_A_POST,
    )
)

register(
    NoticeKind(
        "forum.reply",
        _("%(actor)s replied in “%(title)s”."),
        recipients=asker,
        several=ngettext_lazy("%(count)d answer in “%(title)s”.", "%(count)d answers in “%(title)s”.", "count"),
        weight=30,
        group=ANSWERED,
        **OF_A_POST,
    )
)

register(
    NoticeKind(
        "forum.mention",
        _("%(actor)s mentioned you in “%(title)s”."),
        recipients=lambda post: [],
        several=ngettext_lazy(
            "%(count)d mention of you in “%(title)s”.", "%(count)d mentions of you in “%(title)s”.", "count"
        ),
        weight=40,
        group=MENTIONED,
        is_personal=True,
        **OF_A_POST,
    )
)

register(
    NoticeKind(
        "forum.call",
        _("%(actor)s calls on those who answer for the place, in “%(title)s”."),
        recipients=lambda post: [],
        weight=35,
        group=MENTIONED,
        is_personal=True,
        **OF_A_POST,
    )
)

register(
    NoticeKind(
        "forum.accepted",
        _("Your answer in “%(title)s” is the accepted one."),
        recipients=writer_of,
        weight=25,
        group=ANSWERED,
    )
)

register(
    NoticeKind(
        "forum.reminder",
        _("You asked to be reminded of “%(title)s”."),
        recipients=lambda post: [],
        repeats=True,
        label=_("A reminder that you have set on a bookmark"),
    )
)

register(
    NoticeKind(
        "forum.ask",
        _("%(actor)s asks you to answer “%(title)s”, because of what you know."),
        recipients=lambda asked: [asked.user],
        actor=lambda asked: asked.by,
        is_signed=True,
        label=_("Somebody asks you to answer"),
    )
)

register(
    NoticeKind(
        "forum.translation",
        _("%(actor)s translated what you wrote in “%(title)s”."),
        recipients=lambda translation: [],
        actor=lambda translation: translation.author,
        is_signed=True,
        label=_("Somebody translates what you wrote"),
        channel=PAGE,
        is_personal=True,
    )
)
