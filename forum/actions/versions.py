"""What a post says from now on, and what it said before."""

from forum.models import Revision
from forum.models.worded import worded


def put_text(post, body, language, *changed):
    """Have a post say something else from now on; with it, the fields that changed besides are saved."""
    text = worded(body)
    for name, value in text.items():
        setattr(post, name, value)
    post.language = language
    post.save(update_fields=[*text, "language", "edited_at", *changed])


def keep_version(post, body, reason, now, handling, **whose):
    """Keep what a post is to say from now on as its next version; whose: how its maker is shown, `by_id` or that it is
    the moderators'."""
    last = post.revisions.order_by("-number").first()
    if last is None:
        first = {"body": post.body, "handling_id": post.handling_id, "at": post.created_at}
        last = Revision.objects.create(post=post, number=1, **first, by_id=post.author_id)
    number = last.number + 1
    Revision.objects.create(post=post, number=number, body=body, handling_id=handling, reason=reason, at=now, **whose)
