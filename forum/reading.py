"""A page of a topic as one reader sees it."""

from dataclasses import dataclass, field

from core.gate import is_member
from core.texts import number_in
from core.things import key_of
from files.querysets import files_of
from forum import rules
from forum.asked import accepted_in, held_in, mark_in, posts_from, stubs_in, translations_of, versions_of
from forum.drawing import Page, drawn
from forum.faces import Face, faces_of
from forum.marks import my_bookmarks, my_signals, quoted_before_a_change, signals_of
from forum.models import Signal, Topic
from forum.models.post import PER_PAGE, first_of_page
from members.models import Sanction
from members.rules import is_silenced
from members.silences import silenced_by
from moderation.rules import keeps_holds


@dataclass(frozen=True)
class Row:
    """One post, and how it is shown to this reader; folded away where it is by somebody whom the reader has muted."""

    post: object
    drawn: str
    is_first_new: bool
    is_folded: bool = False


@dataclass(frozen=True)
class Left:
    """The number that a post had which went into another topic; and where it is now."""

    number: int
    url: str


@dataclass(frozen=True)
class Reading:
    """face: of who started the topic. rows: Row, Left, or a number where a post is not there any more. starts: the
    first number of each page.

    new_count: how many of the posts shown are new to the reader; last: the highest number shown. accepted: [the HTML
    of the answer that helped], where its question is on the page and it does not stand right below that anyway. held:
    Row of those without a number that the reader sees, behind the last page.
    """

    face: Face
    rows: list
    start: int
    starts: list
    new_count: int
    last: int
    accepted: list
    held: list = field(default_factory=list)


def board_rows(boards, user):
    """[{board, latest, face}] of visible boards, in order, with the topic last written in that this reader sees and the
    face of its last post, or None."""
    boards = list(boards.for_listing(user))
    topics = Topic.objects.visible_to(user).filter(pk__in=[board.latest_id for board in boards])
    latest = {topic.pk: topic for topic in topics.select_related("last_post")}
    posts = {pk: topic.last_post for pk, topic in latest.items() if topic.last_post}
    faces = faces_of(posts.values())
    shown = {pk: faces.away(post, post.handling_id) for pk, post in posts.items()}
    return [
        {"board": board, "latest": latest.get(board.latest_id), "face": shown.get(board.latest_id)} for board in boards
    ]


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
    accepted = _accepted_among(posts, topic) if start == 1 else []
    page = _page(topic, [*posts, *accepted], user)
    new = [post.number for post in posts if is_new(post, topic, user)]
    return Reading(
        face=page.faces.of(topic),
        rows=_with_gaps(_rows(topic, posts, page, new, user, token), start, topic, user),
        start=start,
        starts=starts,
        new_count=len(new),
        last=max((post.number for post in posts), default=0),
        accepted=drawn(accepted, page, {post.ref: {} for post in accepted}, user, in_place=False),
        held=_held(topic, user, token) if start == starts[-1] else [],
    )


def silence_at(board, user):
    """The silence that keeps this person from writing on the board now, or None."""
    if board.space is not None or not is_silenced(user):
        return None
    return Sanction.objects.running().filter(user=user, kind=Sanction.SILENCE).order_by("-at").first()


def is_new(post, topic, user):
    """Whether somebody else wrote it since the reader was last shown this topic, and since all counted as read."""
    if not is_member(user) or post.number <= topic.mark or rules.wrote(user, post):
        return False
    return not user.caught_up_at or post.created_at > user.caught_up_at


def number_asked(word):
    """The number that an address asks for; whatever is no number of a post is the first."""
    number = number_in(word)
    return 1 if number is None else number


def _accepted_among(posts, topic):
    """[the accepted answer], from the posts that were read already if it is one of them; [] for none that stands, and
    for one that comes next after the question."""
    there = [post for post in posts if post.id == topic.accepted_id and post.stands]
    return [] if there and there == posts[1:2] else there or accepted_in(topic)


def _held(topic, user, token):
    """One's own posts that wait, or were not let in; where one moderates, all: asked for where there are some."""
    posts = held_in(topic, user) if topic.held_count and is_member(user) else []
    return _rows(topic, posts, _page(topic, posts, user), [], user, token) if posts else []


def _rows(topic, posts, page, new, user, token):
    may = _what_may(topic, posts, user)
    shown = drawn(posts, page, {post.ref: may(post) for post in posts}, user, token)
    muted = silenced_by(user, {post.author_id for post in posts})
    return [
        Row(post, html, is_first_new=bool(new) and post.number == new[0], is_folded=post.author_id in muted)
        for post, html in zip(posts, shown, strict=True)
    ]


def _page(topic, posts, user):
    """What hangs on these posts, of which the reader was just found to see each."""
    files, translations = files_of(posts, user), translations_of(posts)
    translated = [each for some in translations.values() for each in some]
    return Page(
        faces=faces_of([topic, *posts, *translated]),
        files={post.ref: files[key_of(post)] for post in posts},
        versions=versions_of(posts),
        translations=translations,
        signals=signals_of(posts),
        quoted=quoted_before_a_change(posts, user),
    )


def _what_may(topic, posts, user):
    """What may be done with each post, {verb: bool}; the board is asked once, not once for each post."""
    marked, signals = my_bookmarks(posts, user), my_signals(posts, user)
    writes, moderates = rules.can_write(user, topic.board), rules.can_moderate(user, topic.board)
    settles, holds = rules.can_settle(user, topic), keeps_holds(user)

    def may(post):
        mine, can_signal = rules.wrote(user, post), rules.can_signal(user, post)
        return {
            "quote": writes and post.stands and rules.takes_replies(topic),
            "accept": settles and rules.is_answer(post) and topic.accepted_id != post.id,
            "edit": mine and writes and rules.is_editable(post),
            "write": not mine and is_member(user),
            "translate": writes and post.stands and topic.stands,
            "withdraw": mine and rules.is_there(post),
            "mine": mine and post.is_faceless,
            "lift": moderates and post.is_faceless and not mine,
            "report": not mine and post.stands and is_member(user),
            "bookmark": is_member(user) and post.id not in marked,
            "bookmarked": post.id in marked,
            "signal": can_signal,
            "say": can_signal and (post.id, Signal.USEFUL) not in signals,
            "unsay": can_signal and (post.id, Signal.USEFUL) in signals,
            "hide": moderates and not post.hidden_at and not post.held_at,
            "restore": moderates and not mine and bool(post.hidden_at) and not post.held_at,
            "amend": moderates and not mine and rules.is_editable(post),
            "review": moderates and not mine and bool(post.hidden_at or post.held_at),
            "hold": holds,
            "delete": moderates and not mine and bool(post.withdrawn_at),
            "said": mine and (not post.stands or bool(post.moderated_at)),
        }

    return may


def _with_gaps(rows, start, topic, user):
    """The rows, with what is left wherever a post was and is not shown any more."""
    by_number = {row.post.number: row for row in rows}
    numbers = range(start, min(start + PER_PAGE - 1, topic.last_number) + 1)
    gaps = [number for number in numbers if number not in by_number]
    by_number |= {stub.number: Left(stub.number, stub.post.get_absolute_url()) for stub in stubs_in(topic, gaps, user)}
    return [by_number.get(number, number) for number in numbers]
