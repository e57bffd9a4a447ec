"""Topics and posts as search documents. The opening post's text is its topic's; the other posts have their own."""

from django.db.models import Prefetch

from core.deeds import NAME_AUTHOR
from core.markup import words
from core.moments import standing
from core.things import key_of
from files.holders import Holder
from files.holders import register as register_holder
from files.indexing import held_keys
from forum.models import Board, Post, PostTranslation, Topic
from forum.operators import traits_of, traits_of_answer
from moderation.handling import forbids
from moderation.indexing import handling_trait
from search.document import Document
from search.indexing import Source, index_of, register


def topic_rows():
    opening = Prefetch("posts", queryset=Post.objects.standing().filter(number=1), to_attr="opening")
    return (
        Topic.objects.standing()
        .filter(audience__space__closed_at=None)
        .with_place()
        .with_label()
        .select_related("author")
        .prefetch_related(opening, "concepts")
    )


def topic_document(topic):
    """What search knows of a topic: the face of its author, never its origin. It stands in its own tree, with what is
    written in it."""
    return Document(
        key=key_of(topic),
        audience=topic.audience_id,
        index=index_of(topic.audience),
        tree=(key_of(topic.board), key_of(topic)),
        title=topic.title,
        body="\n".join(words(post.html) for post in topic.opening),
        language=topic.language,
        concepts=tuple(key_of(concept) for concept in topic.concepts.all()),
        author=_author(topic, topic.label_key),
        work=key_of(topic) if any(post.translated_at for post in topic.opening) else "",
        date=topic.created_at,
        traits=(*traits_of(topic), *_label(topic.label_key)),
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
        author=_author(post, post.handling_id),
        work=key_of(post) if post.translated_at else "",
        date=post.created_at,
        traits=(*traits_of_answer(post), *_label(post.handling_id)),
    )


def _label(handling):
    return (handling_trait(handling),) if handling else ()


def _author(row, handling):
    """The face by which it is found; of none where its label says that its author is named only where it stands."""
    is_named = row.author and not (handling and forbids(handling, NAME_AUTHOR))
    return key_of(row.author) if is_named else ""


def holding_documents(refs):
    """What search knows of posts as places where files hang. An opening post is its topic."""
    in_open = {"topic__audience__space__closed_at": None}
    posts = Post.objects.standing().filter(ref__in=refs, **standing("topic__"), **in_open)
    posts = list(posts.with_place().prefetch_related("topic__board__texts").select_related("author"))
    opened = topic_rows().filter(pk__in=[post.topic_id for post in posts if post.number == 1])
    topics = {topic.pk: topic_document(topic) for topic in opened}
    return {post.ref: topics[post.topic_id] if post.number == 1 else post_document(post) for post in posts}


def translation_rows():
    in_open = {"post__topic__audience__space__closed_at": None}
    standing_posts = {**standing("post__"), **standing("post__topic__")}
    rows = PostTranslation.objects.standing().filter(**standing_posts, **in_open).with_place()
    return rows.select_related("post__author")


def translation_document(translation):
    """What search knows of a translation: a text of the same work as its post, under whose face it stands."""
    post = translation.post
    return Document(
        key=key_of(translation),
        audience=post.topic.audience_id,
        index=index_of(post.topic.audience),
        tree=(key_of(post.topic.board), key_of(post.topic)),
        title=post.topic.title,
        body=words(translation.html),
        language=translation.language,
        work=key_of(post.topic if post.number == 1 else post),
        author=_author(post, post.handling_id),
        date=post.created_at,
        traits=(*(traits_of(post.topic) if post.number == 1 else traits_of_answer(post)), *_label(post.handling_id)),
    )


def topics_of(board):
    return [f"topic:{ref}" for ref in board.topics.values_list("ref", flat=True)]


def posts_of(topic):
    answers = topic.posts.filter(number__gt=1).values_list("ref", flat=True)
    opening = topic.posts.filter(number=1)
    return [*(f"post:{ref}" for ref in answers), *held_keys(*opening), *_translations(opening)]


def below_a_post(post):
    return [*held_keys(post), *_translations([post])]


def _translations(posts):
    refs = PostTranslation.objects.filter(post__in=posts).values_list("ref", flat=True)
    return [f"translation:{ref}" for ref in refs]


# A board is no document; it stands here for what is below it.
register(Source("board", rows=Board.objects.all, document=lambda board: None, below=topics_of))
register(Source("topic", rows=topic_rows, document=topic_document, below=posts_of))
register(Source("post", rows=post_rows, document=post_document, below=below_a_post))
register(Source("translation", rows=translation_rows, document=translation_document))
register_holder(Holder("post", documents=holding_documents))
