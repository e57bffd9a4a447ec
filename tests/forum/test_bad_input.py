"""Texts that nobody writes by hand are taken, or refused in words; never slow, never a 500."""

import time

import pytest

from core import markup
from core.forms import new_once
from forum.models import Post
from forum.versions import differences
from notifications.models import Notice

pytestmark = pytest.mark.django_db
LONG = 50_000
BOUND = 5  # seconds of the processor, for what takes one: a clock would tell how busy the machine is


def send(client, topic, body):
    return client.post(f"/forum/t/{topic.ref}/reply/", {"body": body, "once": new_once()}, follow=True)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("body", [
    "> " * 500 + "deep",
    "\n".join("> " * depth + f"{depth}" for depth in range(1, 300)),
    "word " * (LONG // 5),
    "[" * LONG,
    "[^" * (LONG // 2),
    "[^a]" * (LONG // 4) + "\n\n[^a]: b",
    "\n".join(f"[^{number}]: [^{number + 1}]" for number in range(2000)) + "\n\n[^0]",
    "- [ ] a\n" * 6000,
    "|a|b|\n|-|-|\n" + "|1|2|\n" * 6000,
    "`" * LONG,
    "*a " * (LONG // 3),
], ids=range(11))  # fmt: skip
def test_a_text_of_the_largest_size_is_drawn_in_time(body):
    began = time.process_time()

    html = markup.render(body[:LONG]).html

    assert time.process_time() - began < BOUND
    assert html.count("<blockquote") <= 20


def test_fifty_thousand_characters_are_a_post_and_one_more_is_not(as_member, topic):
    for length in (LONG, LONG + 1):
        send(as_member, topic, "x" * length)

    assert [len(post.body) for post in Post.objects.filter(number__gt=1)] == [LONG]


def test_two_long_texts_are_compared_in_time():
    began = time.process_time()

    parts = differences("a b " * (LONG // 4), "b a " * (LONG // 4))

    assert time.process_time() - began < BOUND
    assert {part.kind for part in parts} == {"gone", "new"}


def test_of_two_hundred_mentions_ten_are_told_and_the_writer_hears_so(as_member, topic, make_member):
    people = [make_member(f"Person {chr(ord('A') + number)}zz") for number in range(12)]
    Notice.objects.all().delete()

    page = send(as_member, topic, "\n".join(f"@{person.name}" for person in people) + "\n@Nobody there" * 188)

    assert Notice.objects.filter(kind="forum.mention").count() == 10
    assert "only the first ten are told" in text(page)


def test_few_mentions_are_not_spoken_of(as_member, topic, other):
    assert "only the first ten" not in text(send(as_member, topic, f"@{other.name} `@a @b @c @d @e @f @g @h @i @j @k`"))


@pytest.mark.parametrize("trick", ["\u202egnp.exe", "a\u202db", "\u202a\u202b"])
def test_marks_that_turn_the_reading_round_are_refused_in_words(as_member, topic, trick):
    page = send(as_member, topic, f"See {trick} here")

    assert (Post.objects.count(), "characters that can’t be shown" in text(page)) == (1, True)


def test_isolates_stay_inside_their_own_post(as_member, topic):
    page = send(as_member, topic, "\u2067 never closed")

    assert 'dir="auto">\u2067 never closed</p>' in text(page)
