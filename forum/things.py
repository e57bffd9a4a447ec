"""The forum's kinds of thing."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.gate import is_member
from core.things import Kind, key_of, register
from forum import actions, rules
from forum.faces import face_of
from forum.holds import kept_with_messages, kept_with_posts, kept_with_topics, kept_with_translations, quoting_posts
from forum.models import Asked, Board, Conversation, Lifting, Message, Move, Post, PostTranslation, Topic
from forum.models.translation import place_on_page
from forum.moderated import rights_of
from moderation.handling import allows, withheld


def where_it_is_read(translation):
    """The address of a translation: beside its post while it stands, else its history."""
    if translation.stands:
        return place_on_page(translation.post, translation.language)
    return reverse("translation_history", args=[translation.ref])


register(
    Kind(
        "board",
        Board,
        _("Board"),
        _("Boards"),
        title=lambda board: board.title,
        rights=rights_of,
        audience=lambda board: board.audience_id,
    )
)
register(
    Kind(
        "topic",
        Topic,
        _("Topic"),
        _("Topics"),
        title=lambda topic: topic.title,
        rights=rights_of,
        audience=lambda topic: topic.audience_id,
        handling=lambda topic: topic.label_key,
        allows=allows,
        withheld=withheld,
        writer=lambda row: face_of(row).name,
        erase=actions.erase_topic,
        erase_again=actions.erase_topic_again,
        kept_with=kept_with_topics,
        can_moderate=rules.can_review_topic,
        decisions={
            "approve": actions.approve_topic,
            "reject": actions.reject_topic,
            "hide": actions.put_away_topic,
            "restore": actions.bring_back_topic,
        },
    )
)
register(
    Kind(
        "lifting",
        Lifting,
        _("Request to learn who wrote something"),
        _("Requests to learn who wrote something"),
        title=lambda lifting: lifting.post.topic.title,
        titled_by=lambda lifting: key_of(lifting.post.topic),
        title_language=lambda lifting: lifting.post.topic.language,
        audience=lambda lifting: lifting.post.topic.audience_id,
        joined=("post__topic",),
    )
)
register(
    Kind(
        "post",
        Post,
        _("Post"),
        _("Posts"),
        title=lambda post: post.topic.title,
        titled_by=lambda post: key_of(post.topic),
        place=lambda post: _("Post %(number)s") % {"number": post.number},
        title_language=lambda post: post.topic.language,
        rights=rights_of,
        audience=lambda post: post.topic.audience_id,
        handling=lambda post: post.handling_id,
        allows=allows,
        withheld=withheld,
        writer=lambda row: face_of(row).name,
        joined=("topic",),
        erase=actions.erase_post,
        kept_with=kept_with_posts,
        quoting=quoting_posts,
        can_moderate=rules.can_review_post,
        decisions={
            "approve": actions.approve_post,
            "reject": actions.reject_post,
            "hide": actions.put_away_post,
            "restore": actions.bring_back_post,
        },
    )
)
register(
    Kind(
        "translation",
        PostTranslation,
        _("Translation"),
        _("Translations"),
        title=lambda translation: translation.post.topic.title,
        titled_by=lambda translation: key_of(translation.post.topic),
        title_language=lambda translation: translation.post.topic.language,
        url=where_it_is_read,
        rights=rights_of,
        audience=lambda translation: translation.post.topic.audience_id,
        handling=lambda translation: translation.post.handling_id,
        allows=allows,
        withheld=withheld,
        joined=("post__topic",),
        erase=actions.erase_translation,
        kept_with=kept_with_translations,
        can_moderate=rules.can_moderate_translation,
        decisions={
            "approve": actions.approve_translation,
            "reject": actions.reject_translation,
            "hide": actions.put_away_translation,
            "restore": actions.bring_back_translation,
        },
    )
)
register(
    Kind(
        # What it is about, and with whom, is told on its page alone.
        "conversation",
        Conversation,
        _("Private conversation"),
        _("Private conversations"),
        title=lambda conversation: str(_("A private conversation")),
        language=lambda conversation: "",
        rights=lambda user: (is_member(user), user.pk),
    )
)
register(
    Kind(
        "message",
        Message,
        _("Message"),
        _("Messages"),
        title=lambda message: str(_("A message")),
        language=lambda message: "",
        erase=actions.erase_message,
        kept_with=kept_with_messages,
        can_moderate=rules.can_moderate_message,
        decisions={"hide": actions.take_message_away, "delete": actions.delete_message},
    )
)
# What notices are about.
register(
    Kind(
        "move",
        Move,
        _("Wish to move"),
        _("Wishes to move"),
        title=lambda move: move.topic.title,
        titled_by=lambda move: key_of(move.topic),
        language=lambda move: move.topic.language,
        audience=lambda move: move.topic.audience_id,
        joined=("topic",),
    )
)
register(
    Kind(
        "asked",
        Asked,
        _("Question to you"),
        _("Questions to you"),
        title=lambda asked: asked.topic.title,
        titled_by=lambda asked: key_of(asked.topic),
        language=lambda asked: asked.topic.language,
        url=lambda asked: asked.topic.get_absolute_url(),
        audience=lambda asked: asked.topic.audience_id,
        joined=("topic",),
        rights=rights_of,
    )
)
