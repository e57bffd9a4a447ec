"""T20: 400 hostile texts in every place where people's texts are shown, in a real Chromium under the real policy.

No script runs, no request leaves, nothing even tries to: not one breach of the policy.
"""

import pytest
from django.test import Client
from django.utils import timezone

from core import markup
from core.things import key_of
from files.models import StoredFile
from forum.models import Post, PostOrigin, Topic
from members.actions.entries import ensure_entries
from members.models import Profile, User
from tests.factories.forum import make_board, make_topic
from tests.hostile.corpus import vectors
from tests.hostile.watch import NOTHING, Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def watch(chromium, live_server, member, settings):
    """A Watch of the live site, signed in as a member."""
    client = Client()
    client.force_login(member)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield Watch(context, live_server.url)
    context.close()


def cut(text, model, name):
    return text.replace("\x00", "")[: model._meta.get_field(name).max_length]


def write_posts(topic, by, bodies, stored=markup.render):
    """Posts with these bodies, and with HTML as `stored` makes it of each."""
    posts = Post.objects.bulk_create(
        Post(topic=topic, number=number, author=by, body=body or "-", body_html=stored(body).html,
             markup_version=markup.VERSION, language="en")
        for number, body in enumerate(bodies, 2)
    )  # fmt: skip
    PostOrigin.objects.bulk_create(PostOrigin(post=post, user=by, once=post.ref) for post in posts)
    Topic.objects.filter(pk=topic.pk).update(last_number=len(posts) + 1, post_count=len(posts) + 1)
    return posts


def pages(watch, path):
    """Open a list and the pages that follow it, up to fifty."""
    for _ in range(50):
        page = watch.open(path)
        yield page
        next_page = page.locator("a[rel=next]")
        if not next_page.count():
            return
        path = page.evaluate("document.querySelector('a[rel=next]').getAttribute('href')")
        path = page.evaluate("path => { const url = new URL(path, location); return url.pathname + url.search }", path)


@pytest.fixture
def one_page(monkeypatch):
    """All posts of a topic on one page, so that each text stands among all the others."""
    for module in ("forum.asked.topics", "forum.reading", "forum.models.post"):
        monkeypatch.setattr(f"{module}.PER_PAGE", 1000)


@pytest.fixture
def topic(member):
    return make_topic(make_board(), by=member)


@pytest.mark.parametrize("how", ["as it is rendered", "as if it had been stored raw"])
def test_posts(watch, topic, member, one_page, how):
    raw = how != "as it is rendered"
    bodies = [each.html if raw else each.vector for each in vectors()]
    write_posts(topic, member, bodies, markup.Rendered if raw else markup.render)

    page = watch.open(topic.get_absolute_url())

    assert page.locator("article.post").count() == 401
    assert watch.seen == NOTHING


def test_names(watch, topic, member, one_page):
    people = User.objects.bulk_create(
        User(email=f"x{number}@test.example", name=cut(each.vector, User, "name") or "-", sort_name="a",
             accepted_at=timezone.now())
        for number, each in enumerate(vectors())
    )  # fmt: skip
    Profile.objects.bulk_create(
        Profile(user=person, job_title=cut(each.vector, Profile, "job_title"))
        for person, each in zip(people, vectors(), strict=True)
    )
    ensure_entries()
    write_posts(topic, member, [f"@[x](person:{person.ref})" for person in people])
    for post, person in zip(Post.objects.filter(number__gt=1), people, strict=True):
        Post.objects.filter(pk=post.pk).update(author=person)

    shown = sum(page.locator("a[href^='/people/'] bdi, li a bdi").count() for page in pages(watch, "/people/"))
    page = watch.open(topic.get_absolute_url())

    assert shown >= 400
    assert page.locator("a.mention").count() == 400
    assert watch.seen == NOTHING


def test_titles(watch, member, topic):
    Topic.objects.bulk_create(
        Topic(board=topic.board, audience_id="members", title=cut(each.vector, Topic, "title") or "-", language="en",
              author=member, post_count=0)
        for each in vectors()
    )  # fmt: skip

    seen = {page.url for page in pages(watch, topic.board.get_absolute_url())}
    for each in Topic.objects.exclude(pk=topic.pk)[::20]:
        watch.open(each.get_absolute_url())

    assert len(seen) > 1
    assert watch.seen == NOTHING


def test_file_names(watch, member, topic):
    holder = key_of(topic.posts.get())
    StoredFile.objects.bulk_create(
        StoredFile(name=cut(each.vector, StoredFile, "name") or "-", type="pdf", size=1, sha256="0", sha256_sent="0",
                   path=each.id, uploader=member, holder=holder, audience_id="members", attached_at=timezone.now())
        for each in vectors()
    )  # fmt: skip

    page = watch.open(topic.get_absolute_url())

    assert page.locator("ul.files li").count() == 400
    assert watch.seen == NOTHING


def test_the_watch_sees_a_script_a_request_and_a_breach(watch, live_server):
    """Without this, the tests above might only be blind."""
    watch.page.goto(f"{live_server.url}/accounts/login/")
    watch.page.evaluate("""() => {
        document.body.insertAdjacentHTML("beforeend", "<img src=/nothing onerror=alert(1)><iframe src=//evil.example>");
        alert(1);
    }""")
    watch.page.wait_for_timeout(300)

    assert watch.scripts == ["alert"]
    assert len(watch.violations) >= 2
    assert len(watch.page.evaluate("() => [1]")) == 1
