"""The forum's benchmark data: the demo, and around it as many posts as asked for, by bulk inserts.

`python -m benchmarks.forum_data POSTS`, in the environment that `Place` makes. The rows are those that the actions
would have written (`manage.py forum recount --dry-run` proves the counters, and every hundredth text is rendered once
more and compared), but for audit entries and notices: all of the forum is used in it, by 20,000 members, and its reader
has read it but for the last hundred topics. What is more than 100,000 posts is copied by the database.
"""

import random
import re
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.forum_data_copies import copy, last_numbers  # noqa: E402
from benchmarks.forum_data_marks import mark, mark_reader, watch_boards  # noqa: E402
from benchmarks.forum_data_people import make_people  # noqa: E402
from core import markup  # noqa: E402
from core.forms import new_once  # noqa: E402
from core.ids import ALPHABET, LENGTH  # noqa: E402
from core.models import Audience  # noqa: E402
from core.things import key_of  # noqa: E402
from files.models import StoredFile  # noqa: E402
from forum.actions import create_board  # noqa: E402
from forum.models import Board, Mention, Post, PostOrigin, Quote, Revision, Topic, TopicOrigin  # noqa: E402
from members.models import Institution, Space, User  # noqa: E402
from moderation.attribution import INSTITUTION, NAME, NOBODY, ROLE  # noqa: E402
from thesaurus.models import Concept  # noqa: E402

READER = "expert@fora.example"
PER_TOPIC = 20  # posts, on average: from 1 to some hundred
TOPICS_AT_ONCE = 200
WRITTEN = 100_000  # posts; more are copies of them
TEXTS = 1500
HELD = 60  # posts that wait for a moderator, however many there are
MOST_INDEXED = 200_000  # posts: beyond that the index (of which a topic's rail shows five titles) is the demo's
SHORTEST, LONGEST = 300, 2000  # characters of a text
YEARS = timedelta(days=3 * 365)
LABELS = {"community": 90, "not_for_attribution": 5, "not_as_evidence": 3, "ask_first": 2}  # of a hundred posts
SIGNED = {NAME: 95, NOBODY: 2, INSTITUTION: 2, ROLE: 1}  # likewise
# Placeholders for refs inside the texts of the pool: each post puts its own in.
PERSON, SOURCE = ALPHABET[0] * LENGTH, ALPHABET[1] * LENGTH
LABELLED = re.compile(r"@?\[([^\]]*)\]\([^)]*\)")


def load(posts):
    """Everything, on an empty database that `prepare` has filled with the demo."""
    draw = random.Random(posts)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")  # what is lost by a crash is loaded anew
            cursor.execute("PRAGMA cache_size = -500000")
    world = World(draw, timezone.now(), posts)
    missing, before = min(posts, WRITTEN) - Post.objects.count(), last_numbers()
    while missing > 0:
        missing -= world.write_topics(min(TOPICS_AT_ONCE, -(-missing // PER_TOPIC)), missing)
    copy(posts // WRITTEN - 1, after=before)
    watch_boards(world)
    mark_reader(User.objects.get(email=READER))


class World:
    """What posts are made of, and the writing of them. waiting: how many things moderators have been told of."""

    def __init__(self, draw, now, posts):
        self.draw, self.now, self.waiting, self.held = draw, now, 0, 0
        self.people, self.members = make_people(posts)
        self.institutions = list(Institution.objects.order_by("pk"))
        self.boards = _boards()
        self.texts = _texts(draw)
        self.concepts = list(Concept.objects.all()[:120])

    def write_topics(self, many, most):
        """So many topics with their posts, no more than `most`; gives the number of posts."""
        lengths = [min(most, self._length()) for _ in range(many)]
        topics = [self._topic() for _ in range(many)]
        posts = [post for topic, length in zip(topics, lengths, strict=True) for post in self._posts(topic, length)]
        _count(topics, posts)
        with transaction.atomic():
            Topic.objects.bulk_create(topics)
            TopicOrigin.objects.bulk_create(
                TopicOrigin(topic=topic, user=topic.writer, once=new_once()) for topic in topics
            )
            Post.objects.bulk_create(posts)
            self._settle(topics)
            self._hang(posts)
            self._tag(topics)
            mark(self, topics, posts)
        return len(posts)

    def _length(self):
        """How many posts a topic has: many are short, few are very long; PER_TOPIC in the middle."""
        return max(1, min(400, round(self.draw.lognormvariate(2.5, 1.0))))

    def _topic(self):
        board = self.draw.choice(self.boards)
        at = self.now - YEARS * self.draw.random()
        writer = self.draw.choice(self.people)
        topic = Topic(
            board=board,
            audience_id=board.audience_id,
            kind=self.draw.choice(["question"] * 20 + ["discussion"] * 10 + ["poll"]),
            title=self.draw.choice(self.texts)[2],
            language="en",
            **self._signed(writer),
            created_at=at,
            bumped_at=at,
            pinned_at=at if self.draw.random() < 0.001 else None,
            locked_at=at if self.draw.random() < 0.01 else None,
            slow_seconds=3600 if self.draw.random() < 0.005 else 0,
        )
        topic.writer = writer
        return topic

    def _signed(self, writer):
        """The columns by which something of this writer is signed."""
        attribution = self._drawn(SIGNED)
        if attribution == NAME:
            return {"author": writer}
        more = {INSTITUTION: {"institution": self.draw.choice(self.institutions)}, ROLE: {"role": "prosecutor"}}
        return {"author": None, "attribution": attribution, **more.get(attribution, {})}

    def _drawn(self, weights):
        return self.draw.choices(list(weights), weights.values())[0]

    def _posts(self, topic, length):
        """The posts of a topic, hours or days apart, none later than now."""
        at, before = topic.created_at, None
        step = min(timedelta(days=1), (self.now - at) / (length + 1))
        for number in range(1, length + 1):
            post = self._post(topic, number, at, before)
            yield post
            at, before = at + step * self.draw.random(), post
        if self.held < HELD and self.draw.random() < 0.1:
            self.held += 1
            post = self._post(topic, None, at, before)
            post.held_at = at
            yield post

    def _post(self, topic, number, at, before):
        body, html, _title = self.draw.choice(self.texts)
        person = self.draw.choice(self.people)
        put = {PERSON: person.ref, SOURCE: before.ref if before else topic.ref}
        if not before:
            put["](post:"], put['"post:'] = "](topic:", '"topic:'
        for placeholder, ref in put.items():
            body, html = body.replace(placeholder, ref), html.replace(placeholder, ref)
        writer = topic.writer if number == 1 else self.draw.choice(self.people)
        post = Post(
            topic=topic,
            number=number,
            **(_signed_as(topic) if number == 1 else self._signed(writer)),
            handling_id=self._drawn(LABELS),
            body=body,
            body_html=html,
            markup_version=markup.VERSION,
            language="en",
            created_at=at,
            edited_at=at + timedelta(minutes=30) if self.draw.random() < 0.05 else None,
            withdrawn_at=at + timedelta(minutes=30) if number not in (None, 1) and self.draw.random() < 0.005 else None,
            translated_at=at + timedelta(days=1) if number and self.draw.random() < 0.01 else None,
        )
        post.writer = writer
        post.named = person if person.ref in body else None
        post.source = before if before and before.ref in body else None
        return post

    def _hang(self, posts):
        """What the actions write beside each post."""
        PostOrigin.objects.bulk_create(PostOrigin(post=post, user=post.writer, once=new_once()) for post in posts)
        Mention.objects.bulk_create(Mention(post=post, user=post.named) for post in posts if post.named)
        Quote.objects.bulk_create(
            Quote(post=post, quoted=post.source, at=post.created_at) for post in posts if post.source
        )
        Revision.objects.bulk_create(
            Revision(post=post, number=number, body=post.body, handling_id=post.handling_id, at=at, by=post.author)
            for post in posts
            if post.edited_at
            for number, at in ((1, post.created_at), (2, post.edited_at))
        )
        StoredFile.objects.bulk_create(self._file(post) for post in posts if self.draw.random() < 0.03)

    def _file(self, post):
        """The row of a file; its bytes are on no page."""
        digest = f"{self.draw.getrandbits(256):064x}"
        return StoredFile(
            audience_id=post.topic.audience_id,
            holder=key_of(post),
            uploader=post.author,
            name="Minutes of the meeting.pdf",
            type="pdf",
            size=self.draw.randrange(20_000, 2_000_000),
            language="en",
            sha256=digest,
            sha256_sent=digest,
            path=f"{digest[:2]}/{digest[2:32]}",
            created_at=post.created_at,
            attached_at=post.created_at,
        )

    def _settle(self, topics):
        """The last post of each topic, and the answer of half of the questions that have one."""
        told = []
        for topic in topics:
            accepted, answers = None, topic.standing[1:] if topic.kind == "question" else []
            if answers and self.draw.random() < 0.5:
                accepted = self.draw.choice(answers).pk
            told.append((topic.standing[-1].pk, accepted, topic.pk))
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE forum_topic SET last_post_id = %s, accepted_id = %s WHERE id = %s", told)

    def _tag(self, topics):
        """One to three concepts on two topics of three."""
        tagged = Topic.concepts.through
        tagged.objects.bulk_create(
            tagged(topic=topic, concept=concept)
            for topic in topics
            if self.draw.random() < 0.66
            for concept in self.draw.sample(self.concepts, self.draw.randint(1, 3))
        )


def _signed_as(topic):
    return {name: getattr(topic, name) for name in ("author", "attribution", "institution", "role")}


def _count(topics, posts):
    """The counters that the actions set under the topic's lock, all but `last_post`; and `standing`, the posts."""
    for topic in topics:
        topic.standing = []
    for post in posts:
        topic = post.topic
        topic.last_number = post.number or topic.last_number
        topic.held_count += post.number is None
        if post.stands:
            topic.standing.append(post)
            topic.post_count, topic.bumped_at = len(topic.standing), post.created_at


def _boards():
    """The demo's boards and more: for everybody, for members, and one in each space."""
    spaces = [space.audience for space in Space.objects.select_related("audience")]
    common = [Audience.objects.get(key=key) for key in ("public", "members", "members", "members")]
    for number, audience in enumerate([*common, *spaces], start=1):
        texts = {"en": (f"Practice {number}", "How colleagues do it, and what they would not do again.")}
        create_board(audience=audience, texts=texts, position=50 + number, by=None)
    return list(Board.objects.select_related("audience"))


def _texts(draw):
    """[(Markdown, its HTML, a title)] of sentences that the demo's people wrote."""
    bodies = Post.objects.filter(language="en").values_list("body", flat=True)
    prose = re.sub(r"(?m)^\W+", "", "\n".join(LABELLED.sub(r"\1", body) for body in bodies))
    sentences = [each.strip() for each in re.split(r"(?<=[.?!])\s+", prose) if 30 < len(each) < 300]
    return [_text(draw, sentences) for _ in range(TEXTS)]


def _text(draw, sentences):
    parts, wanted = [], min(LONGEST, max(SHORTEST, round(draw.lognormvariate(6.5, 0.6))))
    if draw.random() < 0.25:
        parts.append(f"> [A colleague](post:{SOURCE}):\n>\n> {draw.choice(sentences)}")
    if draw.random() < 0.15:
        parts.append(f"@[A colleague](person:{PERSON}), thank you. {draw.choice(sentences)}")
    while sum(map(len, parts)) < wanted:
        parts.append(_paragraph(draw, sentences))
    body = "\n\n".join(parts)
    return body, markup.render(body).html, draw.choice(sentences)[:120]


def _paragraph(draw, sentences):
    kind = draw.random()
    if kind < 0.12:
        return "\n".join(f"- {sentence}" for sentence in draw.sample(sentences, 3))
    if kind < 0.2:
        return f"**{draw.choice(sentences)}** See https://www.example.org/practice/{draw.randrange(999)} for more."
    return " ".join(draw.sample(sentences, draw.randint(1, 4)))


def prove():
    """Raise where a row is not what the actions would have written."""
    call_command("forum", "recount", dry_run=True)
    for post in Post.objects.order_by("pk")[::100]:
        if markup.render(post.body).html != post.body_html:
            sys.exit(f"The HTML of post {post.ref} is not that of its text.")


if __name__ == "__main__":
    began = time.monotonic()
    call_command("prepare")
    load(int(sys.argv[1]))
    prove()
    if int(sys.argv[1]) <= MOST_INDEXED:
        call_command("search", "rebuild")
    print(f"{Post.objects.count():,} posts in {Topic.objects.count():,} topics, {time.monotonic() - began:.0f} s")
