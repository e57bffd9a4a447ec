"""What of a topic can be copied into a lesson, and how it reads there: words alone, and the way to where they stand."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from core import markup
from core.deeds import LESSON, allows
from core.gate import MEMBERS
from core.things import kind_of_row
from forum.models import Post
from forum.rules import is_narrower
from library.blocks import LessonBlocks
from moderation.handling import label_of, mark_of

MOST = 100  # posts to choose from
LONGEST_GIST = 200  # characters
LONGEST = 19_000  # characters of a block, which takes 20,000


@dataclass(frozen=True)
class Piece:
    """One post as it is offered. label: the Label that forbids copying it, or None where it may be copied."""

    post: object
    gist: str
    label: object = None


def reaches_editors(topic) -> bool:
    """Whether whoever reads lessons, drafts too, reads the topic: else its words would go beyond its readers."""
    return not is_narrower(topic.audience_id, MEMBERS)


def pieces_of(topic, user):
    """[Piece] of the posts that stand in a topic this person reads, in order."""
    posts = Post.objects.visible_to(user).standing().filter(topic=topic, number__isnull=False).order_by("number")
    pieces = []
    first = list(posts[:MOST])
    helped = posts.filter(pk=topic.accepted_id).exclude(pk__in=[post.pk for post in first])
    for post in [*first, *helped]:
        post.topic = topic
        gist = markup.plain(post.body)[:LONGEST_GIST]
        pieces.append(Piece(post, gist, None if allows(post, LESSON) else label_of(post.handling_id)))
    return pieces


def blocks_of(posts):
    """The value of a part of a lesson: of each post its words, and where they stand. Nobody's name goes along."""
    htmls = [html for post in posts for html in _htmls(post)]
    return LessonBlocks().to_python([{"type": "paragraph", "value": RichText(html).source} for html in htmls])


def title_of(topic):
    """Its title, which bears the label of its opening post."""
    return topic.title if allows(topic, LESSON) else _("A topic in the forum")


def _htmls(post):
    """A post as so many blocks as it needs: its words, how they are to be handled, and where they stand."""
    blocks = [[]]
    for line in _lines(post):
        if sum(map(len, blocks[-1])) + len(line) > LONGEST:
            blocks.append([])
        blocks[-1].append(line)
    return [
        *(_paragraphs(lines) for lines in blocks[:-1]),
        _paragraphs([*blocks[-1], *_handled(post)]) + format_html('<p><a href="{}">{}</a></p>', *_origin(post)),
    ]


def _lines(post):
    """Its plain lines, none longer than a block."""
    for line in markup.plain(post.body).splitlines():
        yield from (line[start : start + LONGEST] for start in range(0, len(line), LONGEST))


def _paragraphs(lines):
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def _handled(post):
    """The label that goes along: whoever passes the lesson on keeps to it too. None for what all may use anyway."""
    label = mark_of(post.handling_id)
    return [_("Handling: “%(label)s”. %(meaning)s") % {"label": label.name, "meaning": label.meaning}] if label else []


def _origin(post):
    where = _("Post %(number)s of “%(title)s”") % {"number": post.number, "title": title_of(post.topic)}
    return kind_of_row(post).url(post), where
