"""A signed-in reader of a place: `python -m benchmarks.visitor` prints {cookie, pages: {name: addresses}} as JSON.

The topic pages are spread over the whole forum and full (20 posts); so are the lists. What the first visit writes once
(read marks) is written by whoever warms the pages up.
"""

import json
import sys
import time

import django

django.setup()

from allauth.account.internal.flows import login  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402

from forum.models import Board, Topic  # noqa: E402
from forum.models.post import PER_PAGE  # noqa: E402

READER = "expert@fora.example"
TOPICS = 300
UNREAD = "/forum/topics/?show=unread"
# What `plans` looks at beside the pages that are measured.
LISTS = {
    **{name: f"/forum/topics/?show={name}" for name in ("new", "unanswered", "mine", "followed")},
    "bookmarks": "/forum/bookmarks/",
    "drafts": "/forum/drafts/",
    "conversations": "/forum/c/",
    "notices": "/notices/",
}
MODERATOR = "moderator@fora.example"
OF_MODERATORS = {
    "queue": "/moderation/",
    "queue, closed": "/moderation/?show=closed",
    "moderation log": "/moderation/log/",
    "deletions": "/moderation/deletions/",
}


def pages_of(reader):
    topics = Topic.objects.visible_to(reader).standing().filter(last_number__gte=PER_PAGE).order_by("ref")
    boards = Board.objects.visible_to(reader).order_by("position")
    return {
        "topic": [topic.get_absolute_url() for topic in topics[:TOPICS]],
        "list": [board.get_absolute_url() for board in boards],
        "unread": [UNREAD],
        "home": ["/"],
    }


def signed_in(reader, **headers):
    """A client in whose session this person has shown a second factor, as production asks it of everybody."""
    client = Client(headers=headers)
    client.force_login(reader)
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(reader.pk)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    return client


def main():
    reader = get_user_model().objects.get(email=READER)
    client = signed_in(reader)
    name = settings.SESSION_COOKIE_NAME
    said = {"cookie": f"{name}={client.cookies[name].value}", "pages": pages_of(reader)}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
