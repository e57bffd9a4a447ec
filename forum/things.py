"""The forum's kinds of thing."""

from django.utils.translation import gettext_lazy as _

from core.things import Kind, register
from forum import actions, rules
from forum.models import Board, Post, Topic
from forum.moderated import rights_of

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
        can_moderate=lambda user, topic: rules.can_moderate(user, topic.board),
        decisions={"hide": actions.hide_topic},
    )
)
register(
    Kind(
        "post",
        Post,
        _("Post"),
        _("Posts"),
        title=lambda post: post.topic.title,
        title_language=lambda post: post.topic.language,
        rights=rights_of,
        audience=lambda post: post.topic.audience_id,
        joined=("topic",),
        can_moderate=lambda user, post: rules.can_moderate(user, post.topic.board),
        decisions={"hide": actions.hide_post},
    )
)
