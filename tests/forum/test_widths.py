"""Who will see this: on every form that writes, counted once, never for visitors, and with a warning."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.gate import MEMBERS, PUBLIC
from files.actions import attach
from forum.widths import narrower_in
from members.models import Space
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
WARNING = "More people will see this than what you quote"


@pytest.fixture
def secret_topic(make_space, member, other):
    space = make_space(Space.SECRET, people=[member, other], name="Kestrel team")
    return make_topic(make_board(space.audience_id), member)


def keys(audiences):
    return [audience.key for audience in audiences]


@pytest.mark.parametrize("target", [PUBLIC, MEMBERS])
def test_what_is_linked_quoted_or_attached_from_a_space_is_narrower_outside_of_it(secret_topic, member, target):
    post = make_reply(secret_topic, member)
    held, again = stored(member, name="plan.pdf"), stored(member, name="other-name.pdf")
    attach(held, to=post, by=member)
    inside = secret_topic.audience_id

    assert keys(narrower_in(f"[that](topic:{secret_topic.ref})", [], target, member)) == [inside]
    assert keys(narrower_in(f"> [x](post:{post.ref}):\n>\n> words", [], target, member)) == [inside]
    assert keys(narrower_in("Plain words.", [again], target, member)) == [inside]
    assert keys(narrower_in(f"[that](topic:{secret_topic.ref})", [again], inside, member)) == []


def test_what_the_writer_may_not_see_is_not_told(secret_topic, make_member):
    """A warning must not say that a thing with this ref is there."""
    outsider = make_member()
    attached = stored(outsider, name="plan.pdf")

    assert narrower_in(f"[x](topic:{secret_topic.ref})", [attached], MEMBERS, outsider) == []


def test_of_members_topics_the_public_is_wider(member):
    topic = make_topic(make_board(MEMBERS), member)

    assert keys(narrower_in(f"[x](topic:{topic.ref})", [], PUBLIC, member)) == [MEMBERS]
    assert keys(narrower_in(f"[x](topic:{topic.ref})", [], MEMBERS, member)) == []


def test_the_preview_warns_of_what_is_wider(secret_topic, member, as_member):
    board = make_board(MEMBERS)
    sent = {"title": "T", "body": f"[that](topic:{secret_topic.ref})", "preview": "1"}

    warned = as_member.post(reverse("topic_new", args=[board.ref]), sent).content.decode()
    unwarned = as_member.post(reverse("topic_new", args=[board.ref]), {**sent, "body": "Words."}).content.decode()

    assert (WARNING in warned, "Kestrel team" in warned, WARNING in unwarned) == (True, True, False)


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        (PUBLIC, "Everybody will see this, signed in or not."),
        (MEMBERS, "members will see this."),
        ("space", "3 members will see this."),
    ],
)
def test_each_form_says_who_will_see_it(secret_topic, as_member, member, audience, said):
    board = secret_topic.board if audience == "space" else make_board(audience)
    topic = make_topic(board, member)
    post = topic.posts.get()
    forms = [
        reverse("topic_new", args=[board.ref]),
        reverse("topic_reply", args=[topic.ref]),
        reverse("post_edit", args=[post.ref]),
        reverse("topic", args=[topic.ref]),
    ]

    pages = [as_member.get(path).content.decode() for path in forms]

    assert [page.count(said) for page in pages] == [1] * len(forms)
    seen = reverse("people") if audience == MEMBERS else f"/spaces/{secret_topic.board.space.ref}/people/"
    assert [f'href="{seen}" target="_blank"' in page for page in pages] == [audience != PUBLIC] * len(forms)


def test_readers_are_counted_once_a_request_and_not_for_visitors(secret_topic, as_member, anonymous):
    def counts(client, path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return [query["sql"] for query in queries if "COUNT(" in query["sql"] and "disabled_at" in query["sql"]]

    public = make_topic(make_board(PUBLIC), secret_topic.author)

    assert len(counts(as_member, secret_topic.get_absolute_url())) == 1
    assert counts(anonymous, public.get_absolute_url()) == []
    assert "will see this" not in anonymous.get(public.get_absolute_url()).content.decode()
