"""T20 in search: 400 hostile texts as titles, in snippets and as what was typed, in a real Chromium."""

from urllib.parse import quote

import pytest

from core import markup
from forum.models import Post, PostOrigin, Topic
from search.engine import engine
from search.rebuild import rebuild
from tests.factories.forum import make_board
from tests.hostile.corpus import vectors
from tests.hostile.test_xss_in_browser import cut, pages, watch  # noqa: F401  (a fixture among them)
from tests.hostile.watch import NOTHING

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def found(member, settings, tmp_path):
    """Topics whose titles and texts are the hostile ones, each with a word to find it by; indexed."""
    settings.INDEX_ROOT, settings.SEARCHES_PER_MINUTE = tmp_path / "index", 10**6
    board = make_board()
    topics = Topic.objects.bulk_create(
        Topic(board=board, audience_id="members", title=cut(f"canary {each.vector}", Topic, "title"), language="en",
              author=member, last_number=1, post_count=1)
        for each in vectors()
    )  # fmt: skip
    bodies = [f"finch {each.vector}".replace("\x00", "") for each in vectors()]
    posts = Post.objects.bulk_create(
        Post(topic=topic, number=1, author=member, body=body, body_html=markup.render(body).html,
             markup_version=markup.VERSION, language="en")
        for topic, body in zip(topics, bodies, strict=True)
    )  # fmt: skip
    PostOrigin.objects.bulk_create(PostOrigin(post=post, user=member, once=post.ref) for post in posts)
    rebuild()
    yield
    engine().close()


def test_titles_and_snippets(watch, found):  # noqa: F811
    shown = sum(page.locator("article[data-key] mark").count() > 0 and page.locator("article[data-key]").count()
                for word in ("canary", "finch") for page in pages(watch, f"/search/?q={word}"))  # fmt: skip

    assert shown == 800
    assert watch.seen == NOTHING


def test_what_was_typed(watch, found):  # noqa: F811
    for each in vectors()[::6]:
        watch.open(f"/search/?q={quote(each.vector[:400])}")

    assert watch.page.locator("form.find input[name=q]").count() == 1
    assert watch.seen == NOTHING
