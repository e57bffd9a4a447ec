"""What changed in a post can be read, in any direction of writing, between any two of its versions; and nothing is
overwritten that its author has not seen."""

import pytest

from core import markup
from core.forms import new_once
from forum import actions
from forum.models import Post, Revision
from forum.versions import MANY, Part, differences, size_of_change
from tests.factories.forum import make_conversation

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(("before", "after", "parts"), [
    ("one two", "one three", [("same", "one "), ("gone", "two"), ("new", "three")]),
    ("كلمة أولى", "كلمة ثانية", [("same", "كلمة "), ("gone", "أولى"), ("new", "ثانية")]),
    ("", "a", [("new", "a")]),
    ("a", "a", [("same", "a")]),
])  # fmt: skip
def test_a_difference_is_told_word_by_word(before, after, parts):
    assert differences(before, after) == [Part(*part) for part in parts]


@pytest.mark.parametrize(("before", "after", "size"), [
    ("one two three", "one 2 three", 4), ("a", "a", 0), ("", "x" * 300, 201), ("a b " * MANY, "b a " * MANY, 201),
])  # fmt: skip
def test_the_size_of_a_change(before, after, size):
    assert min(size_of_change(before, after, 200), 201) == size


@pytest.fixture
def changed(post, other):
    """A post with three versions."""
    for number, body in enumerate(["The first says yes.", "The second says yes.", "The third says no."], start=1):
        Revision.objects.create(post=post, number=number, body=body, reason="wording", by=other)
    return post


def test_any_two_versions_are_compared(as_member, changed):
    page = as_member.get(f"/forum/p/{changed.ref}/history/?from=1&to=3")

    assert [(part.kind, part.text) for part in page.context["compared"]] == [
        ("same", "The "), ("gone", "first "), ("new", "third "), ("same", "says "), ("gone", "yes."), ("new", "no."),
    ]  # fmt: skip
    assert '<del><span class="unseen">removed: </span><bdi>first </bdi></del>' in text(page)
    assert '<ins><span class="unseen">added: </span><bdi>third </bdi></ins>' in text(page)
    assert "<bdi>wording</bdi>" in text(page)


@pytest.mark.parametrize("asked", ["from=1&to=9", "from=x&to=-1", "to=", "from=0&to=0"])
def test_versions_that_are_not_there_are_not_compared(as_member, changed, asked):
    page = as_member.get(f"/forum/p/{changed.ref}/history/?{asked}")

    assert page.context["compared"] in (None, [Part("same", "The first says yes.")])


def test_both_texts_stand_on_the_page_where_a_post_changed_meanwhile(client_of, post, other):
    client, address = client_of(other), f"/forum/p/{post.ref}/edit/"
    opened = client.get(address).context["form"]["made_from"].value()
    client.post(address, {"body": "From the phone.", "made_from": opened})

    page = client.post(address, {"body": "From the desk.", "made_from": opened})
    seen = page.context["conflict"].digest
    client.post(address, {"body": "From both.", "made_from": seen})

    assert ("\nFrom the phone.</textarea>" in text(page), "\nFrom the desk.</textarea>" in text(page)) == (True, True)
    assert f'name="made_from" value="{seen}"' in text(page)
    assert Post.objects.get(pk=post.pk).body == "From both."


def test_a_draft_of_an_edit_knows_the_wordedit_was_made_from(client_of, post, other):
    client, address = client_of(other), f"/forum/p/{post.ref}/edit/"
    opened = client.get(address).context["form"]["made_from"].value()
    client.post(
        "/forum/drafts/save/", {"place": f"post:{post.ref}", "body": "Half", "made_from": opened, "once": new_once()}
    )
    client.post(address, {"body": "From the phone.", "made_from": opened})

    assert client.get(address).context["form"]["made_from"].value() == opened


def test_the_worker_draws_again_what_an_older_markup_has_drawn(post, member, other):
    said = {"language": "fr", "body": "Mots.", "of_digest": post.digest, "once": new_once()}
    translation = actions.translate_post(post, by=member, **said)
    texts = [post, translation, make_conversation(member, other)]
    for worded in texts:
        old = {"body": "a[^1]\n\n[^1]: b", "body_html": "<p>a[^1]</p>", "markup_version": 1}
        type(worded).objects.filter(pk=worded.pk).update(**old)

    done = [actions.render_anew() for _ in range(2)]

    for worded in texts:
        worded.refresh_from_db()
    assert done == [3, 0]
    assert [(row.markup_version, 'id="fn-1"' in row.body_html) for row in texts] == [(markup.VERSION, True)] * 3
