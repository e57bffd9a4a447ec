"""The part of a post that all readers share is drawn once, follows every change at once, and holds nobody's own."""

import re

import pytest

from core.gate import audiences_of
from core.things import key_of
from files.actions import attach
from forum import actions, drawing
from forum.models import Post, Topic
from forum.unsent import made_for
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


def kept(topic, language="en"):
    """The fragment of the topic's first post."""
    return drawing.fragments.get((topic.posts.get(number=1).ref, language, False))


def kept_html(client, topic):
    """What the fragment of the topic's first post holds once this client has read it."""
    page(client, topic)
    return "".join(html for html, *_ in kept(topic).stencil.pieces)


def page(client, topic):
    return client.get(f"/forum/t/{topic.ref}/").content.decode()


def test_a_post_is_drawn_once_for_all_readers_of_a_language(topic, client_of, member, other):
    page(client_of(member), topic)
    drawn = kept(topic)
    page(client_of(other), topic)

    assert (kept(topic) is drawn, drawn is None, kept(topic, "ar")) == (True, False, None)


def test_each_language_has_its_own(topic, client_of, member, other):
    member.language = "ar"
    member.save(update_fields=["language"])
    for person in (member, other):
        page(client_of(person), topic)

    assert kept(topic, "ar").stencil != kept(topic, "en").stencil


def test_what_one_may_do_is_each_readers_own(topic, client_of, member, other, moderator):
    ref = topic.posts.get().ref
    for _ in range(2):  # drawn, and from what is kept
        shown = {name: page(client_of(who), topic) for name, who in
                 {"writer": other, "reader": member, "moderator": moderator}.items()}  # fmt: skip

        offered = {
            name: [verb for verb in ("edit", "withdraw", "report", "hide") if f'/forum/p/{ref}/{verb}/"' in text]
            for name, text in shown.items()
        }
        assert offered == {"writer": ["edit", "withdraw"], "reader": ["report"], "moderator": ["report", "hide"]}


def test_a_visitor_reads_the_name_and_finds_no_page_of_the_person(client_of, anonymous, member, other):
    topic = make_topic(make_board("public"), other)

    assert f'href="/people/{other.ref}/"' in page(client_of(member), topic)
    assert (f"/people/{other.ref}/" in page(anonymous, topic), other.name in page(anonymous, topic)) == (False, True)


def test_the_form_of_a_reply_is_drawn_once_and_each_gets_their_own_words_in_it(topic, client_of, member, other):
    def hidden(person):
        text = page(client_of(person), topic).partition('<section class="composer')[2]
        return {name: re.search(f'name="{name}" value="([^"]+)"', text)[1] for name in ("once", "writer")}

    sent = [hidden(person) for person in (member, other, member)]

    assert [made_for(words) for words in sent] == [member.ref, other.ref, member.ref]
    assert len({words["once"] for words in sent}) == 3


def _edit(post, writer):
    actions.edit_post(post, by=writer, body="Kittiwake")
    return "Kittiwake"


def _rename(post, writer):
    type(writer).objects.filter(pk=writer.pk).update(name="Kittiwake")
    return "Kittiwake"


def _attach(post, writer):
    attach(stored(writer, "png"), to=post, by=writer)
    return 'class="files"'


def _by_hand(post, writer):
    Post.objects.filter(pk=post.pk).update(body_html="<p>Kittiwake</p><script>alert(1)</script>")
    return "Kittiwake"


@pytest.mark.parametrize("change", [_edit, _rename, _attach, _by_hand])
def test_a_change_is_on_the_next_page(topic, other, as_member, change):
    before = page(as_member, topic)

    sign = change(topic.posts.get(), other)

    assert (sign in before, sign in page(as_member, topic), "<script>alert" in page(as_member, topic)) == (
        False, True, False,
    )  # fmt: skip


def test_an_author_who_is_gone_is_named_no_more(topic, other, as_member):
    page(as_member, topic)

    Post.objects.filter(topic=topic).update(author=None)
    Topic.objects.filter(pk=topic.pk).update(author=None, last_post=None)

    assert other.name not in page(as_member, topic)


def test_nobody_finds_the_time_zone_of_another_in_what_is_kept(topic, client_of, member, other):
    actions.edit_post(topic.posts.get(), by=other, body="Edited")
    for person, zone in ((member, "Asia/Kathmandu"), (other, "America/Caracas")):
        person.time_zone = zone
        person.save(update_fields=["time_zone"])
    drawing.fragments.clear()

    moments = [set(re.findall(r'datetime="([^"]+)">', kept_html(client_of(who), topic))) for who in (member, other)]

    assert moments[0] == moments[1]
    assert {moment[-6:] for moment in moments[0]} == {"+00:00"}


def test_what_is_out_of_sight_is_not_kept(topic, other, moderator, client_of, as_member):
    drawing.fragments.clear()
    post = make_reply(topic, other, body="Kittiwake")
    actions.hide_post(post, by=moderator)

    assert "Kittiwake" in page(client_of(moderator), topic)
    assert "Kittiwake" not in page(as_member, topic)
    assert drawing.fragments.get((post.ref, "en", False)) is None


def test_a_hidden_post_is_restored_from_its_page(topic, other, moderator, client_of):
    post = make_reply(topic, other)
    actions.hide_post(post, by=moderator)
    client = client_of(moderator)
    text = page(client, topic)
    form = text[text.index(f'action="/forum/p/{post.ref}/restore/"') :]
    token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    client.handler.enforce_csrf_checks = True

    client.post(f"/forum/p/{post.ref}/restore/", {"csrfmiddlewaretoken": token})

    assert Post.objects.get(pk=post.pk).hidden_at is None


def test_references_are_filled_in_for_each_reader(secret_board, other, client_of, member, board):
    secret = make_topic(secret_board, other, title="Kestrel question")
    topic = make_topic(board, other, body=f"[Kestrel](topic:{secret.ref})")

    inside, outside = (page(client_of(who), topic) for who in (other, member))

    assert (secret.ref in inside, secret.ref in outside, "Kestrel" in outside) == (True, False, False)


def test_posts_of_a_topic_one_sees_are_those_one_sees(topic, other, member, moderator, make_member, anonymous):
    listed = make_member()
    topic.board.moderators.add(listed)
    for number in range(3):
        make_reply(topic, member if number else other)
    posts = list(topic.posts.order_by("number"))
    actions.hide_post(posts[1], by=moderator)
    actions.withdraw_post(posts[2], by=member)
    Post.objects.filter(pk=posts[3].pk).update(erased_at=posts[3].created_at)

    for person in (other, member, moderator, listed, make_member()):
        person.forget_rights()
        seen, asked = (
            set(rows.values_list("number", flat=True))
            for rows in (
                Post.objects.visible_in(topic, person),
                Post.objects.visible_to(person).filter(topic=topic),
            )
        )
        assert seen == asked, (person.name, audiences_of(person), key_of(topic))
