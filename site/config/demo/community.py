"""What stands behind the topics: themes over the boards, what moderators keep ready and decide, and what is private."""

from config.demo import texts
from config.demo.texts import span
from core.forms import new_once
from core.things import key_of
from forum.actions import add_theme, note_read_message, save_draft, start_conversation, write_message
from forum.actions.imports import date_message
from members.actions import sanction
from moderation.actions import save_reply, watch_words


def load_themes(world):
    for row in texts.table("boards", "theme"):
        world.themes[row["id"]] = add_theme(by=world.people["moderator"], titles=row["title"])


def load_moderation(world):
    """What moderators keep ready. Before the topics are written: a watched word holds what is posted with it."""
    moderator = world.people["moderator"]
    for row in texts.table("moderation", "reply"):
        said = {language: (row["title"][language], text) for language, text in row["text"].items()}
        save_reply(to=row["to"], texts=said, by=moderator)
    for row in texts.table("moderation", "word"):
        watch_words(row["words"], by=moderator, language=row["language"], outcome=row["outcome"])
    for row in texts.table("moderation", "warning"):
        sanction(world.people[row["person"]], "warning", by=moderator, reason=row["reason"], days=row["days"])


def load_private(world):
    """Conversations, and what is written and not sent."""
    for row in texts.table("private", "conversation"):
        _talk(world, row)
    for row in texts.table("private", "draft"):
        save_draft(key_of(_place(world, row)), by=world.people[row["by"]], typed=row["typed"])


def _talk(world, row):
    first, *others = row["messages"]
    at = world.days_ago(row["days_ago"])
    message = start_conversation(
        [world.people[name] for name in row["people"]],
        by=world.people[first["by"]],
        title=row["title"],
        body=world.linked(first["text"]),
        once=new_once(),
    )
    date_message(message, at)
    for written in others:
        at += span(written["after"])
        by = world.people[written["by"]]
        note_read_message(message.conversation, message.number, by=by)
        message = write_message(message.conversation, by=by, body=world.linked(written["text"]), once=new_once())
        date_message(message, at)


def _place(world, row):
    return world.topics[row["topic"]] if "topic" in row else world.boards[row["board"]]
