"""Boards, topics and posts, made by the actions that people use; boring where nothing is asked."""

from itertools import count

from core.forms import new_once
from core.models import Audience
from forum import actions

_numbers = count(1)


def make_board(audience="members", **details):
    number = next(_numbers)
    texts = details.pop("texts", {"en": (details.pop("title", f"Board {number}"), "What is asked here.")})
    if isinstance(audience, str):
        audience = Audience.objects.select_related("space").get(key=audience)
    return actions.create_board(audience=audience, texts=texts, by=None, **details)


def make_topic(board, by, **details):
    number = next(_numbers)
    asked = {"title": f"Question {number}", "body": f"What about {number}?", "once": new_once(), **details}
    return actions.start_topic(board, by=by, **asked)


def make_reply(topic, by, **details):
    return actions.reply(topic, by=by, **{"body": f"Answer {next(_numbers)}.", "once": new_once(), **details})


def make_conversation(by, *people, **details):
    """The first message of a conversation, by one person to others."""
    return actions.start_conversation(
        people, by=by, **{"body": f"Good morning, {next(_numbers)}.", "once": new_once(), **details}
    )


def make_message(conversation, by, **details):
    written = {"body": f"Message {next(_numbers)}.", "once": new_once(), **details}
    return actions.write_message(conversation, by=by, **written)
