"""What a hold may be on so that it keeps a topic or a post, which is shown to nobody; and where its words stand too."""

from core.things import key_of
from files.models import StoredFile
from forum.models import Post


def kept_with_post(post):
    """The keys of its topic and space, of its files, and of who wrote it, whatever face it shows."""
    return {key_of(post.topic), *_of_space(post.topic), *_of_posts([post])}


def kept_with_topic(topic):
    """The keys of its space and of all its posts, with what keeps each of these."""
    posts = list(topic.posts.filter(erased_at=None).select_related("origin__user"))
    return {*_of_space(topic), *map(key_of, posts), *_of_posts(posts)}


def quoting_posts(post, user):
    """The posts that quote this one, as far as somebody may see them: its words stand in them too."""
    return Post.objects.visible_to(user).filter(quotes__quoted=post).for_things().order_by("id")


def _of_posts(posts):
    writers = {f"person:{post.origin.user.ref}" for post in posts if getattr(post, "origin", None)}
    files = StoredFile.objects.filter(holder__in=[key_of(post) for post in posts], erased_at=None)
    return writers | {f"file:{ref}" for ref in files.values_list("ref", flat=True)}


def _of_space(topic):
    space = topic.board.space
    return {key_of(space)} if space is not None else set()
