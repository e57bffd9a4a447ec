"""What a move would carry, and who could read it then that can't now."""

import hashlib
from dataclasses import dataclass

from core.deeds import QUOTE
from core.gate import PUBLIC
from core.things import key_of
from files.models import StoredFile
from forum import rules
from forum.models import Board, Post, PostTranslation, Quote, Revision, Topic, TranslationVersion
from forum.polls import named_votes
from members.models import User
from moderation.handling import forbids


@dataclass(frozen=True)
class Plan:
    """numbers: of the posts that go, () for all of the topic. board: where they go; into: of which topic of it they
    become part, None where they stand by themselves, under `title` if they are chosen posts."""

    board: Board
    numbers: tuple[int, ...] = ()
    into: Topic | None = None
    title: str = ""


@dataclass(frozen=True)
class Beside:
    """Text that goes along with a post: what it said before; or, with the `ref` of the translation, what that says or
    said. The last version of a translation is what it says now."""

    post: int
    number: int
    language: str
    body: str
    reason: str = ""
    ref: str = ""


def plan_of(move):
    """The Plan of a Move that waits, as it would be carried out now."""
    return Plan(move.into.board if move.into else move.board, tuple(move.numbers), move.into, move.title)


def carried(topic, numbers=()):
    """The posts that go, in order: those numbered so, or all."""
    posts = Post.objects.filter(topic=topic.pk).select_related("origin").order_by("number")
    return posts.filter(number__in=numbers) if numbers else posts


def forbidden_among(posts):
    """Those of the posts, of the files on them and of what they said before, whose label forbids that they are read
    anywhere else. A post that bears another label by now has let go of the words that it still says, and of no others.
    """
    there = [post for post in posts if not post.erased_at]
    said = [each for each in _revisions_of(there) if each.body != each.post.body]
    return [each for each in (*there, *files_on(there), *said) if forbids(each.handling_id, QUOTE)]


def undecided_among(posts):
    """Those that moderators may yet let in or bring back: who agrees to a move is not shown what they say."""
    return [post for post in posts if (post.held_at or post.hidden_at) and not (post.withdrawn_at or post.erased_at)]


def quoting_narrower(posts, board):
    """{id of a post: how many posts it quotes that fewer can read than the board}, but those that go along."""
    ids = [post.pk for post in posts]
    quotes = Quote.objects.filter(post__in=ids).exclude(quoted__in=ids).select_related("quoted__topic")
    found = {}
    for quote in quotes:
        if rules.is_narrower(quote.quoted.topic.audience_id, board.audience_id):
            found[quote.post_id] = found.get(quote.post_id, 0) + 1
    return found


def files_on(posts):
    """[StoredFile] that hang on the posts."""
    return list(StoredFile.objects.standing().held_by([f"post:{post.ref}" for post in posts]).order_by("pk"))


def beside(posts):
    """[Beside] of the posts, each post's together: whoever reads a post reads these too."""
    before = [
        Beside(each.post_id, each.number, each.post.language, each.body, each.reason) for each in _revisions_of(posts)
    ]
    return sorted([*before, *_translated(posts)], key=lambda each: (each.post, each.ref, each.number))


def _revisions_of(posts):
    there = Revision.objects.filter(post__in=[post.pk for post in posts])
    return there.select_related("post").order_by("post", "number")


def _translated(posts):
    standing = PostTranslation.objects.standing().filter(post__in=[post.pk for post in posts])
    versions = TranslationVersion.objects.filter(translation__in=standing.values("pk")).select_related("translation")
    return [
        Beside(each.translation.post_id, each.number, each.translation.language, each.body, ref=each.translation.ref)
        for each in versions
    ]


def newcomers(source, target):
    """How many members would be able to read it that are not now; None where everybody would, members or not."""
    if target == PUBLIC:
        return None
    held = User.objects.holding(source).values("pk")
    return User.objects.holding(target).exclude(pk__in=held).count()


def digest(topic, plan, posts):
    """A word that changes with anything of what would be moved, and with who could read it then."""
    there = f"{plan.board.audience_id} {plan.into.ref if plan.into else plan.title}"
    told = [there, topic.title]
    told += [
        f"{post.ref} {post.number} {post.edited_at} {post.stands} {post.handling_id} {post.body}" for post in posts
    ]
    told += [f"{each.post} {each.ref} {each.number} {each.reason} {each.body}" for each in beside(posts)]
    told += [f"{key_of(file)} {file.name}" for file in files_on(posts)]
    told += [f"{choice.ref} {choice.text} {choice.names}" for choice in ([] if plan.numbers else named_votes(topic))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
