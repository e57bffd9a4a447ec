"""A page of a topic as one reader sees it."""

from dataclasses import dataclass

from core.gate import is_member
from core.things import key_of
from files.querysets import files_of
from forum import rules
from forum.asked import mark_in, posts_from, versions_of
from forum.drawing import Page, drawn
from forum.faces import faces_of
from forum.models import Topic
from forum.models.post import PER_PAGE, first_of_page
from members.silences import silenced_by


@dataclass(frozen=True)
class Row:
    """One post, and how it is shown to this reader; folded away where it is by somebody whom the reader has muted."""

    post: object
    drawn: str
    is_first_new: bool
    is_folded: bool = False


@dataclass(frozen=True)
class Reading:
    """rows: Row, or a number where a post is not there any more. starts: the first number of each page.

    new_count: how many of the posts shown are new to the reader; last: the highest number shown.
    """

    rows: list
    start: int
    starts: list
    new_count: int
    last: int


def board_rows(boards, user):
    """[{board, latest}] of visible boards, in order, with the topic last written in that this reader sees, or None."""
    boards = list(boards.for_listing(user))
    topics = Topic.objects.visible_to(user).filter(pk__in=[board.latest_id for board in boards])
    latest = {topic.pk: topic for topic in topics.select_related("last_post__author")}
    return [{"board": board, "latest": latest.get(board.latest_id)} for board in boards]


def note_mark(topic, user):
    """Give a topic its `mark` and `new_count`, as lists have them: the highest number the reader was shown, and how
    many posts of others came since."""
    topic.mark, topic.new_count = 0, 0
    if not is_member(user):
        return
    topic.mark = mark_in(topic, user)
    if topic.mark:
        topic.new_count = topic.posts.new_to(user, after=topic.mark).count()


def read(topic, number, user, token=""):
    """The page of a topic on which `number` stands, in a constant number of queries. The topic carries its `mark`.

    token: what forms in it carry against forgery.
    """
    starts = list(range(1, max(topic.last_number, 1) + 1, PER_PAGE))
    start = min(first_of_page(number), starts[-1])
    posts = posts_from(topic, start, user)
    new = [post.number for post in posts if is_new(post, topic, user)]
    return Reading(
        rows=_with_gaps(_rows(topic, posts, new, user, token), start, topic),
        start=start,
        starts=starts,
        new_count=len(new),
        last=max((post.number for post in posts), default=0),
    )


def is_new(post, topic, user):
    """Whether somebody else wrote it since the reader was last shown this topic, and since all counted as read."""
    if not is_member(user) or post.number <= topic.mark or post.author_id == user.pk:
        return False
    return not user.caught_up_at or post.created_at > user.caught_up_at


def number_in(word):
    """The number that an address asks for; whatever is no number of a post is the first."""
    return int(word) if word and word.isascii() and word.isdigit() and len(word) < 7 else 1


def _rows(topic, posts, new, user, token):
    may = _what_may(topic, user)
    shown = drawn(posts, _page(posts, user), {post.ref: may(post) for post in posts}, user, token)
    muted = silenced_by(user, {post.author_id for post in posts})
    return [
        Row(post, html, is_first_new=bool(new) and post.number == new[0], is_folded=post.author_id in muted)
        for post, html in zip(posts, shown, strict=True)
    ]


def _page(posts, user):
    """What hangs on these posts, of which the reader was just found to see each."""
    files = files_of(posts, user)
    return Page(
        faces=faces_of(post.author_id for post in posts),
        files={post.ref: files[key_of(post)] for post in posts},
        versions=versions_of(posts),
    )


def _what_may(topic, user):
    """What may be done with each post, {verb: bool}; the board is asked once, not once for each post."""
    writes, moderates = rules.can_write(user, topic.board), rules.can_moderate(user, topic.board)

    def may(post):
        mine = rules.wrote(user, post)
        return {
            "quote": writes and post.stands and rules.takes_replies(topic),
            "edit": mine and writes and rules.is_editable(post),
            "withdraw": mine and post.stands,
            "report": not mine and post.stands and is_member(user),
            "hide": moderates and not post.hidden_at,
            "restore": moderates and bool(post.hidden_at),
        }

    return may


def _with_gaps(rows, start, topic):
    """The rows, with the bare number wherever a post was and is not shown any more."""
    by_number = {row.post.number: row for row in rows}
    end = min(start + PER_PAGE - 1, topic.last_number)
    return [by_number.get(number, number) for number in range(start, end + 1)]
