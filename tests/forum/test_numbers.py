"""Large numbers are grouped as each language groups them, and never where they are an address."""

import re

import pytest
from django.urls import reverse

from forum.models import Post, Topic
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "1,234"), ("fr", f"1{NBSP}234"), ("es", f"1{NBSP}234"), ("ar", f"1{NBSP}234"), ("uk", f"1{NBSP}234")],
)
def test_a_long_topic_counts_in_the_readers_way_and_keeps_its_addresses(client_of, make_member, language, shown):
    author = make_member()
    topic = make_topic(make_board(), author)
    post = make_reply(topic, author)
    Post.objects.filter(pk=post.pk).update(number=1234)
    Topic.objects.filter(pk=topic.pk).update(last_number=1234, post_count=1234)
    reader = client_of(make_member(language=language))

    page = reader.get(reverse("topic", args=[topic.ref]), {"from": 1234}).content.decode()

    words = re.sub(r"<[^>]+>", "", page)
    assert shown in words
    assert "1234" not in words
    assert re.findall(rf'="[^"]*{shown}[^"]*"', page) == []
    assert 'id="p1234"' in page
    assert "?quote=1234" in page
