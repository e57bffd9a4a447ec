"""What readers say of posts, and what readers have marked: asked for a page of posts at once."""

from dataclasses import dataclass

from django.db.models import Count, F

from core import things
from core.gate import is_member
from core.prepared import Prepared
from forum.models import Bookmark, Post, Quote, Signal

KEY = Post._meta.pk
QUOTES = 'data-key="post:'  # in the stored text of what quotes or names a post


@dataclass(frozen=True)
class Counted:
    """How many said one thing of a post. countries: ((name, how many), …), where it was tried."""

    kind: str
    count: int
    countries: tuple = ()


def signals_of(posts):
    """{post's id: (Counted, …)}, in the order of the kinds, of those of which anything was said."""
    found = {}
    for post, kind, country, many in _counts.ask((), posts=[post.id for post in posts]):
        found.setdefault(post, {}).setdefault(kind, []).append((country, many))
    return {post: tuple(_counted(kind, by_kind[kind]) for kind, _ in Signal.KINDS if kind in by_kind)
            for post, by_kind in found.items()}  # fmt: skip


def my_signals(posts, user):
    """{(post's id, kind)} of what this reader has said."""
    return set(_mine.ask((), posts=[post.id for post in posts], person=user.pk)) if is_member(user) else set()


def my_bookmarks(posts, user):
    """{post's id} of those that this reader has marked."""
    return set(_marked.ask((), posts=[post.id for post in posts], person=user.pk)) if is_member(user) else set()


def quoted_before_a_change(posts, user):
    """{post's id: [Post]}: what it quotes and was changed since, as far as this reader sees that."""
    quoting = [post.id for post in posts if QUOTES in post.body_html]
    pairs = list(_changed.ask((), posts=quoting))
    rows = things.resolve({f"post:{ref}" for _, ref in pairs}, user, to_name=True) if pairs else {}
    found = {}
    for post, ref in pairs:
        if f"post:{ref}" in rows:
            found.setdefault(post, []).append(rows[f"post:{ref}"])
    return found


def _counted(kind, counted):
    countries = tuple(sorted((country, many) for country, many in counted if country))
    return Counted(kind, sum(many for _, many in counted), countries)


def _counts_of(posts):
    counted = Signal.objects.filter(post__pk__in=posts).values("post_id", "kind", "country").annotate(many=Count("pk"))
    return counted.values_list("post_id", "kind", "country", "many")


_counts = Prepared(_counts_of, posts=KEY)
_mine = Prepared(
    lambda posts, person: Signal.objects.filter(post__pk__in=posts, user=person).values_list("post_id", "kind"),
    posts=KEY,
    person=KEY,
)
_marked = Prepared(
    lambda posts, person: Bookmark.objects.filter(post__pk__in=posts, user=person).values_list("post_id", flat=True),
    posts=KEY,
    person=KEY,
)
_changed = Prepared(
    lambda posts: (
        Quote.objects.filter(post__pk__in=posts, quoted__edited_at__gt=F("at"))
        .order_by("quoted__created_at")
        .values_list("post_id", "quoted__ref")
    ),
    posts=KEY,
)
