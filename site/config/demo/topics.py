"""Topics with their posts, as the texts tell them."""

from config.demo.texts import span
from core.forms import new_once
from core.things import key_of
from forum.actions import (
    accept_answer,
    ask_for_more,
    ask_to_answer,
    edit_post,
    hide_post,
    lock_topic,
    pin_topic,
    reply,
    report_post,
    say_applies,
    set_bookmark,
    signal,
    start_poll,
    start_topic,
    translate_post,
    vote,
)
from forum.actions.imports import date_edit, date_post
from forum.actions.polls import Ask
from forum.faces import face_of
from forum.models import Post, Topic
from forum.signing import Sign
from moderation.actions import delete, set_hold
from moderation.attribution import NAME
from moderation.models import Flag
from notifications.actions import follow
from notifications.models import Follow
from thesaurus.models import Concept

LEVELS = {"tracking": Follow.TRACKING, "watching": Follow.WATCHING}


def load_topic(world, text):
    head, at = text.head, world.days_ago(text.head["days_ago"])
    topic = _start(world, text)
    world.topics[head["id"]] = topic
    posts = {1: topic.posts.get(number=1)}
    date_post(posts[1], at)
    for number, written in enumerate(text.posts[1:], start=2):
        at += written.after
        posts[number] = _answer(world, topic, written, posts)
        date_post(posts[number], at)
    for number, written in enumerate(text.posts, start=1):
        _translate(world, written, posts[number])
        _edit(world, written, posts[number], posts)
        _mark(world, written, posts[number])
        _moderate(world, written, posts[number])
    _say_more(world, head, topic)
    _settle(world, head, topic, posts)
    _close(world, head, topic)


def _start(world, text):
    head, first = text.head, text.posts[0]
    author = world.people[head["author"]]
    written = {
        "title": head["title"],
        "body": _first_version(world, first, {}),
        "once": new_once(),
        "language": head["language"],
        "files": _files(world, first, author),
        "concepts": _concepts(head["concepts"]),
        "sign": _sign(first),
        "handling": head.get("handling", ""),
    }
    board = world.boards[head["board"]]
    if "poll" in head:
        return _ask_all(world, board, head["poll"], by=author, **written)
    return start_topic(board, by=author, kind=head.get("kind", Topic.QUESTION), **written)


def _ask_all(world, board, poll, **written):
    """A topic with its poll, and the votes that were given so far."""
    asked = {name: poll.get(name, False) for name in ("is_multiple", "is_anonymous")}
    ask = Ask(tuple(poll["choices"]), **asked, closes_at=world.days_ago(-poll["closes_in_days"]))
    topic = start_poll(board, ask=ask, **written)
    choices = list(topic.poll.choices.order_by("position"))
    for name, chosen in poll["votes"].items():
        vote(topic.poll, by=world.people[name], refs=[choices[place - 1].ref for place in chosen])
    return topic


def _answer(world, topic, written, posts):
    by = world.people[written.head["author"]]
    return reply(
        topic,
        by=by,
        body=_first_version(world, written, posts),
        once=new_once(),
        files=_files(world, written, by),
        language=written.head["language"],
        sign=_sign(written),
        handling=written.head.get("handling", ""),
    )


def _sign(written):
    return Sign(written.head.get("sign", NAME), written.head.get("role", ""))


def _files(world, written, by):
    return [world.file(name, by) for name in written.head.get("files", [])]


def _concepts(names):
    return list(Concept.objects.filter(slug__in=names))


def _body(world, written, posts):
    """The text with its quote before it, as the composer would have put it there."""
    quote = written.head.get("quote")
    body = world.linked(written.body)
    if not quote:
        return body
    post = posts[quote["post"]]
    lines = "\n".join(f"> {line}" for line in quote["text"].splitlines())
    return f"> [{face_of(post).name}](post:{post.ref}):\n>\n{lines}\n\n{body}"


def _first_version(world, written, posts):
    """What stood there before the edit that the texts tell of."""
    body, edited = _body(world, written, posts), written.head.get("edited")
    return body.replace(world.linked(edited["now"]), world.linked(edited["was"])) if edited else body


def _translate(world, written, post):
    """By somebody who read the text before it was edited."""
    for translation in written.translations:
        translate_post(
            post,
            by=world.people[translation.head["by"]],
            language=translation.head["language"],
            body=world.linked(translation.body),
            once=new_once(),
            of_digest=post.digest,
        )


def _edit(world, written, post, posts):
    edited = written.head.get("edited")
    if edited:
        at = post.created_at + span(edited["after"])
        edit_post(post, by=post.author, body=_body(world, written, posts), reason=edited["reason"])
        date_edit(post, at)


def _mark(world, written, post):
    for kind, people in written.head.get("signals", {}).items():
        for name in people:
            person = world.people[name]
            signal(post, by=person, kind=kind, country=person.profile.institution.country)
    for kept in written.head.get("bookmarks", []):
        days = kept.get("remind_in_days")
        remind_at = world.days_ago(-days) if days else None
        set_bookmark(post, by=world.people[kept["by"]], note=kept["note"], remind_at=remind_at)


def _moderate(world, written, post):
    for report in written.head.get("reports", []):
        why, reason = report.get("why", Flag.OTHER), report.get("reason", "")
        report_post(post, by=world.people[report["by"]], reason=reason, why=why)
    deleted = written.head.get("deleted")
    if deleted:
        by = world.people[deleted["by"]]
        post = Post.objects.get(pk=hide_post(post, by=by, reason=deleted["reason"]).pk)
        delete(post, by=by, reason=deleted["reason"])


def _say_more(world, head, topic):
    """Who is asked, what applies, who follows it."""
    for asked in head.get("asked", []):
        refs = [world.people[name].ref for name in asked["people"]]
        ask_to_answer(topic, by=world.people[asked["by"]], refs=refs, reason=asked["reason"])
    for name, lesson in head.get("applies", {}).items():
        say_applies(topic, key_of(world.lessons[lesson]), by=world.people[name])
    for name, level in head.get("follows", {}).items():
        follow(topic, LEVELS[level], by=world.people[name])


def _settle(world, head, topic, posts):
    if "accepted" in head:
        accept_answer(posts[head["accepted"]], by=world.people[head["author"]])
    if head.get("needs_more"):
        ask_for_more(topic, by=world.people[head["author"]])


def _close(world, head, topic):
    if head.get("pinned"):
        pin_topic(topic, by=world.people["moderator"])
    if head.get("locked"):
        lock_topic(topic, by=world.people["moderator"])
    if "held" in head:
        set_hold(topic, by=world.people["steward"], reason=head["held"])
