"""The forum's benchmark data: the demo, and around it as many posts as asked for, by bulk inserts.

`python -m benchmarks.forum_data POSTS`, in the environment that `Place` makes. The rows are those that the actions
would have written (`manage.py forum recount --dry-run` proves the counters, and every hundredth text is rendered once
more and compared), but for audit entries, read marks and notices of others than the reader.
"""

import random
import re
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from core import markup  # noqa: E402
from core.forms import new_once  # noqa: E402
from core.ids import ALPHABET, LENGTH  # noqa: E402
from core.models import Audience  # noqa: E402
from core.things import key_of  # noqa: E402
from files.models import StoredFile  # noqa: E402
from forum.actions import catch_up, create_board  # noqa: E402
from forum.models import Board, Mention, Post, PostOrigin, Quote, Revision, Topic, TopicOrigin  # noqa: E402
from members.actions import admit  # noqa: E402
from members.models import Institution, Space, User  # noqa: E402
from thesaurus.models import Concept  # noqa: E402

READER = "expert@fora.example"
PER_TOPIC = 20  # posts, on average: from 1 to some hundred
TOPICS_AT_ONCE = 200
PEOPLE, TEXTS = 300, 1500
MOST_INDEXED = 200_000  # posts: beyond that the index (of which a topic's rail shows five titles) is the demo's
SHORTEST, LONGEST = 300, 2000  # characters of a text
YEARS = timedelta(days=3 * 365)
READ_UNTIL = timedelta(days=3)  # before now: what the reader's "mark all as read" was last pressed on
# Placeholders for refs inside the texts of the pool: each post puts its own in.
PERSON, SOURCE = ALPHABET[0] * LENGTH, ALPHABET[1] * LENGTH
LABELLED = re.compile(r"@?\[([^\]]*)\]\([^)]*\)")


def load(posts):
    """Everything, on an empty database that `prepare` has filled with the demo."""
    draw = random.Random(posts)
    world = World(draw, timezone.now())
    missing = posts - Post.objects.count()
    while missing > 0:
        missing -= world.write_topics(min(TOPICS_AT_ONCE, -(-missing // PER_TOPIC)), missing)
    catch_up(by=User.objects.get(email=READER), until=world.now - READ_UNTIL)


class World:
    """What posts are made of, and the writing of them."""

    def __init__(self, draw, now):
        self.draw, self.now = draw, now
        self.people = _people()
        self.boards = _boards()
        self.texts = _texts(draw)
        self.concepts = list(Concept.objects.all()[:120])

    def write_topics(self, many, most):
        """So many topics with their posts, no more than `most`; gives the number of posts."""
        lengths = [min(most, self._length()) for _ in range(many)]
        with transaction.atomic():
            topics = Topic.objects.bulk_create(self._topic() for _ in range(many))
            TopicOrigin.objects.bulk_create(
                TopicOrigin(topic=topic, user=topic.author, once=new_once()) for topic in topics
            )
            posts = [post for topic, length in zip(topics, lengths, strict=True) for post in self._posts(topic, length)]
            Post.objects.bulk_create(posts)
            self._hang(posts)
            self._count(topics, posts)
            self._tag(topics)
        return len(posts)

    def _length(self):
        """How many posts a topic has: many are short, few are very long; PER_TOPIC in the middle."""
        return max(1, min(400, round(self.draw.lognormvariate(2.5, 1.0))))

    def _topic(self):
        board = self.draw.choice(self.boards)
        at = self.now - YEARS * self.draw.random()
        return Topic(
            board=board,
            audience_id=board.audience_id,
            kind=self.draw.choice(["question", "question", "discussion"]),
            title=self.draw.choice(self.texts)[2],
            language="en",
            author=self.draw.choice(self.people),
            created_at=at,
            bumped_at=at,
            pinned_at=at if self.draw.random() < 0.001 else None,
            locked_at=at if self.draw.random() < 0.01 else None,
        )

    def _posts(self, topic, length):
        """The posts of a topic, hours or days apart, none later than now."""
        at, before = topic.created_at, None
        step = min(timedelta(days=1), (self.now - at) / (length + 1))
        for number in range(1, length + 1):
            post = self._post(topic, number, at, before)
            yield post
            at, before = at + step * self.draw.random(), post

    def _post(self, topic, number, at, before):
        body, html, _title = self.draw.choice(self.texts)
        person = self.draw.choice(self.people)
        put = {PERSON: person.ref, SOURCE: before.ref if before else topic.ref}
        if not before:
            put["](post:"], put['"post:'] = "](topic:", '"topic:'
        for placeholder, ref in put.items():
            body, html = body.replace(placeholder, ref), html.replace(placeholder, ref)
        post = Post(
            topic=topic,
            number=number,
            author=topic.author if number == 1 else self.draw.choice(self.people),
            body=body,
            body_html=html,
            markup_version=markup.VERSION,
            language="en",
            created_at=at,
            edited_at=at + timedelta(minutes=30) if self.draw.random() < 0.05 else None,
            withdrawn_at=at + timedelta(minutes=30) if number > 1 and self.draw.random() < 0.005 else None,
        )
        post.named = person if person.ref in body else None
        post.source = before if before and before.ref in body else None
        return post

    def _hang(self, posts):
        """What the actions write beside each post."""
        PostOrigin.objects.bulk_create(PostOrigin(post=post, user=post.author, once=new_once()) for post in posts)
        Mention.objects.bulk_create(Mention(post=post, user=post.named) for post in posts if post.named)
        Quote.objects.bulk_create(Quote(post=post, quoted=post.source) for post in posts if post.source)
        Revision.objects.bulk_create(
            Revision(post=post, number=number, body=post.body, at=at, by=post.author)
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

    def _count(self, topics, posts):
        """The counters that the actions set under the topic's lock."""
        for post in posts:
            post.topic.last_number = post.number
            if post.stands:
                post.topic.post_count += 1
                post.topic.last_post, post.topic.bumped_at = post, post.created_at
        Topic.objects.bulk_update(topics, ["last_number", "post_count", "last_post", "bumped_at"])

    def _tag(self, topics):
        """One to three concepts on two topics of three."""
        tagged = Topic.concepts.through
        tagged.objects.bulk_create(
            tagged(topic=topic, concept=concept)
            for topic in topics
            if self.draw.random() < 0.66
            for concept in self.draw.sample(self.concepts, self.draw.randint(1, 3))
        )


def _people():
    """The demo's members and 300 more, on its institutions."""
    institutions = list(Institution.objects.order_by("pk"))
    with transaction.atomic():
        for number in range(PEOPLE):
            admit(
                email=f"colleague{number}@fora.example",
                name=f"Colleague Number{number}",
                institution=institutions[number % len(institutions)],
                by=None,
            )
    return list(User.objects.members())


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
