"""Texts that an older version of the markup has drawn."""

from django.db import transaction

from core import markup
from forum.models import Post

AT_ONCE = 200


@transaction.atomic
def render_anew():
    """Draw some of the posts that an older version has drawn, as they are drawn when read. Returns how many."""
    old = Post.objects.filter(markup_version__lt=markup.VERSION).exclude(body="")
    posts = list(old.select_for_update(of=("self",), no_key=True).order_by("markup_version", "pk")[:AT_ONCE])
    for post in posts:
        post.body_html, post.markup_version = markup.render(post.body).html, markup.VERSION
    Post.objects.bulk_update(posts, ["body_html", "markup_version"])
    return len(posts)
