"""Topics with their posts, as the texts tell them."""

from config.demo.texts import span
from core.forms import new_once
from forum.actions import edit_post, lock_topic, pin_topic, reply, report_post, start_topic
from forum.actions.imports import date_edit, date_post
from forum.faces import face_of
from forum.models import Topic
from forum.signing import Sign
from moderation.attribution import NAME
from thesaurus.models import Concept


def load_topic(world, text):
    head, at = text.head, world.days_ago(text.head["days_ago"])
    author, first = world.people[head["author"]], text.posts[0]
    topic = start_topic(
        world.boards[head["board"]],
        by=author,
        title=head["title"],
        body=_first_version(world, first, {}),
        once=new_once(),
        kind=head.get("kind", Topic.QUESTION),
        language=head["language"],
        files=_files(world, first, author),
        concepts=_concepts(head["concepts"]),
    )
    world.topics[head["id"]] = topic
    posts = {1: topic.posts.get(number=1)}
    date_post(posts[1], at)
    for number, written in enumerate(text.posts[1:], start=2):
        at += written.after
        by = world.people[written.head["author"]]
        body = _first_version(world, written, posts)
        files = _files(world, written, by)
        signed = {"sign": Sign(written.head.get("sign", NAME)), "language": written.head["language"]}
        posts[number] = reply(topic, by=by, body=body, once=new_once(), files=files, **signed)
        date_post(posts[number], at)
    for number, written in enumerate(text.posts, start=1):
        _edit(world, written, posts[number], posts)
        _report(world, written, posts[number])
    _close(world, head, topic)


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


def _edit(world, written, post, posts):
    edited = written.head.get("edited")
    if edited:
        at = post.created_at + span(edited["after"])
        edit_post(post, by=post.author, body=_body(world, written, posts), reason=edited["reason"])
        date_edit(post, at)


def _report(world, written, post):
    for report in written.head.get("reports", []):
        report_post(post, by=world.people[report["by"]], reason=report["reason"])


def _close(world, head, topic):
    if head.get("pinned"):
        pin_topic(topic, by=world.people["moderator"])
    if head.get("locked"):
        lock_topic(topic, by=world.people["moderator"])
