"""Topics and posts as search documents. The opening post's text is its topic's; the other posts have their own."""

from django.db.models import Prefetch

from core.markup import words
from core.moments import standing
from core.things import key_of
from files.holders import Holder
from files.holders import register as register_holder
from files.indexing import held_keys
from forum.models import Board, Post, Topic
from search.document import Document
from search.indexing import Source, index_of, register


def topic_rows():
    opening = Prefetch("posts", queryset=Post.objects.standing().filter(number=1), to_attr="opening")
    return (
        Topic.objects.standing()
        .filter(audience__space__closed_at=None)
        .with_place()
        .select_related("author")
        .prefetch_related(opening, "concepts")
    )


def topic_document(topic):
    """What search knows of a topic: the face of its author, never its origin."""
    return Document(
        key=key_of(topic),
        audience=topic.audience_id,
        index=index_of(topic.audience),
        tree=(key_of(topic.board),),
        title=topic.title,
        body="\n".join(words(post.html) for post in topic.opening),
        language=topic.language,
        concepts=tuple(key_of(concept) for concept in topic.concepts.all()),
        author=key_of(topic.author) if topic.author else "",
        date=topic.created_at,
    )


def post_rows():
    in_open = {"topic__audience__space__closed_at": None}
    return Post.objects.standing().filter(number__gt=1, **standing("topic__"), **in_open).for_index()


def post_document(post):
    return Document(
        key=key_of(post),
        audience=post.topic.audience_id,
        index=index_of(post.topic.audience),
        tree=(key_of(post.topic.board), key_of(post.topic)),
        title=post.topic.title,
        body=words(post.html),
        language=post.language,
        author=key_of(post.author) if post.author else "",
        date=post.created_at,
    )


def holding_documents(refs):
    """What search knows of posts as places where files hang. An opening post is its topic."""
    in_open = {"topic__audience__space__closed_at": None}
    posts = Post.objects.standing().filter(ref__in=refs, **standing("topic__"), **in_open)
    posts = list(posts.with_place().prefetch_related("topic__board__texts").select_related("author"))
    opened = topic_rows().filter(pk__in=[post.topic_id for post in posts if post.number == 1])
    topics = {topic.pk: topic_document(topic) for topic in opened}
    return {post.ref: topics[post.topic_id] if post.number == 1 else post_document(post) for post in posts}


def topics_of(board):
    return [f"topic:{ref}" for ref in board.topics.values_list("ref", flat=True)]


def posts_of(topic):
    answers = topic.posts.filter(number__gt=1).values_list("ref", flat=True)
    return [*(f"post:{ref}" for ref in answers), *held_keys(*topic.posts.filter(number=1))]


# A board is no document; it stands here for what is below it.
register(Source("board", rows=Board.objects.all, document=lambda board: None, below=topics_of))
register(Source("topic", rows=topic_rows, document=topic_document, below=posts_of))
register(Source("post", rows=post_rows, document=post_document, below=held_keys))
register_holder(Holder("post", documents=holding_documents))
