"""What a hold may be on so that it keeps what was written; and where its words stand too."""

from core.things import key_of
from files.models import StoredFile
from forum.models import Post, PostOrigin, PostTranslation, TranslationVersion
from moderation.models import Hold


def kept_with_posts(posts):
    """{id: what keeps its text, and its translations with who made them: these are erased with it}"""
    kept, translated = _kept_with_texts(posts), {post.pk: set() for post in posts}
    translations = list(PostTranslation.objects.filter(post__in=translated, erased_at=None))
    writers = _translators_of(translations)
    for each in translations:
        translated[each.post_id] |= {f"translation:{each.ref}", *writers[each.pk]}
    return {post: keys | translated[post] for post, keys in kept.items()}


def kept_with_translations(translations):
    """{id: the keys of its post, with what keeps that, and of whoever worked on it}"""
    posts = {each.post_id: each.post for each in translations}
    kept, writers = _kept_with_texts(posts.values()), _translators_of(translations)
    return {each.pk: {key_of(each.post), *kept[each.post_id], *writers[each.pk]} for each in translations}


def kept_with_messages(messages):
    """{id: the keys of its conversation, of its files, and of who wrote it}"""
    files = _files_of(messages)
    return {
        each.pk: {
            key_of(each.conversation),
            *files.get(key_of(each), ()),
            *([key_of(each.author)] if each.author else ()),
        }
        for each in messages
    }


def kept_with_topics(topics):
    """{id: the keys of its space and of all its posts, with what keeps each of these}"""
    kept = {topic.pk: set(_space_of(topic)) for topic in topics}
    posts = list(Post.objects.filter(topic__in=kept, erased_at=None).with_place())
    with_posts = kept_with_posts(posts)
    for post in posts:
        kept[post.topic_id] |= {key_of(post), *with_posts[post.pk]}
    return kept


def quoting_posts(post, user):
    """The posts that quote this one, as far as somebody may see them: its words stand in them too."""
    return Post.objects.visible_to(user).filter(quotes__quoted=post).for_things().order_by("id")


def _kept_with_texts(posts):
    """{id: the keys of its topic and space, of its files, and of who wrote it}"""
    files, writers = _files_of(posts), _writers_of(posts)
    return {
        post.pk: {key_of(post.topic), *_space_of(post.topic), *files.get(key_of(post), ()), *writers[post.pk]}
        for post in posts
    }


def _translators_of(translations):
    """{id: the keys of the people who wrote one of its versions}: by name, always."""
    people = {each.pk: set() for each in translations}
    versions = TranslationVersion.objects.filter(translation__in=people, by__isnull=False)
    for translation, ref in versions.values_list("translation", "by__ref"):
        people[translation].add(f"person:{ref}")
    return people


def _files_of(rows):
    files = {}
    found = StoredFile.objects.filter(holder__in=[key_of(row) for row in rows], erased_at=None)
    for holder, ref in found.values_list("holder", "ref"):
        files.setdefault(holder, []).append(f"file:{ref}")
    return files


def _writers_of(posts):
    """{id: the keys of people}. What is signed without a name is kept by a hold on anybody: were it kept by the one on
    its writer alone, setting holds would tell who that is."""
    anybody = Hold.objects.running().filter(key__startswith="person:").values_list("key", flat=True)
    unnamed = set(anybody) if any(post.is_faceless for post in posts) else set()
    named = PostOrigin.objects.filter(post__in=[post.pk for post in posts if not post.is_faceless])
    writers = {post: {f"person:{ref}"} for post, ref in named.values_list("post", "user__ref")}
    return {post.pk: unnamed if post.is_faceless else writers.get(post.pk, set()) for post in posts}


def _space_of(topic):
    space = topic.board.space
    return {key_of(space)} if space is not None else set()
