"""What members hear of from the forum. Where several fit one post, the heaviest is said."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.things import key_of
from forum.origins import writer_id, writer_of
from forum.rules import people_who_answer_for
from notifications.choices import MODERATING
from notifications.registry import DAILY, PAGE, Choice, NoticeKind, register


def asker(post):
    """Who started the topic, without their name too."""
    return writer_of(post.topic)


MODERATED = Choice("moderated", _("What moderators decide on what you wrote"))


def face(post):
    return post.author


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


PRIVATE = Choice("forum.message", _("Somebody writes to you privately"))


def last_writer(conversation):
    """Who wrote last, of what arrived."""
    last = conversation.messages.standing().select_related("author").order_by("-number").first()
    return last.author if last else None


def last_host(conversation):
    """Who let the newest one in."""
    newest = conversation.participants.select_related("added_by").order_by("-joined_at", "-pk").first()
    return newest.added_by if newest else None


# One notice a conversation, however much is written in it until it is read; who is to be told, the action says.
register(
    NoticeKind(
        "forum.message",
        _("%(actor)s wrote to you."),
        recipients=lambda conversation: [],
        actor=last_writer,
        repeats=True,
        group=PRIVATE,
    )
)
register(
    NoticeKind(
        "forum.added",
        _("%(actor)s added you to a private conversation."),
        recipients=lambda conversation: [],
        actor=last_host,
        repeats=True,
        group=PRIVATE,
    )
)
register(
    NoticeKind(
        "forum.move",
        _("%(actor)s wants to move “%(title)s” to where more people can read it: a second moderator has to agree."),
        recipients=lambda move: [],
        actor=lambda move: move.asked_by,
        group=MODERATING,
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


# To the author, whom the action names. Who decided is not told: it is the decision of the place.
for name, sentence in {
    "approved": _("What you wrote in “%(title)s” was let in: others can read it now."),
    "rejected": _("What you wrote in “%(title)s” was not let in: others do not see it."),
    "hidden": _("What you wrote in “%(title)s” was hidden: others do not see it."),
    "restored": _("What you wrote in “%(title)s” can be read by others again."),
    "amended": _("A moderator changed what you wrote in “%(title)s”."),
    "asked": _("The moderators ask you to change what you wrote in “%(title)s”."),
    "upheld": _("Another moderator has looked at what you wrote in “%(title)s”: it stays out of sight."),
    "said": _("The moderators tell you something about what you wrote in “%(title)s”."),
}.items():
    register(
        NoticeKind(f"forum.{name}", sentence, recipients=lambda thing: [], weight=50, repeats=True, group=MODERATED)
    )


# --- of learning who wrote a post: whoever answers for a place, and whoever is learned of, is always told


def others_who_answer(lifting):
    """Those who can give the second word."""
    return people_who_answer_for(lifting.post.topic.board).exclude(pk=lifting.asked_by_id)


register(
    NoticeKind(
        "forum.lifting_asked",
        _("%(actor)s asks to learn who wrote a post in “%(title)s”."),
        recipients=others_who_answer,
        actor=lambda lifting: lifting.asked_by,
        writer=lambda lifting: writer_id(lifting.post),
    )
)
register(
    NoticeKind(
        "forum.lifting_agreed",
        _("You are shown for 72 hours who wrote a post in “%(title)s”."),
        recipients=lambda lifting: [lifting.asked_by],
        weight=20,
        repeats=True,
    )
)
register(
    NoticeKind(
        "forum.lifting_refused",
        _("It stays unknown who wrote a post in “%(title)s”."),
        recipients=lambda lifting: [lifting.asked_by],
        weight=20,
        repeats=True,
    )
)
register(
    NoticeKind(
        "forum.lifted",
        _("Two people who answer for the place were shown that you wrote a post in “%(title)s”."),
        recipients=lambda lifting: writer_of(lifting.post),
        weight=50,
        repeats=True,
    )
)
