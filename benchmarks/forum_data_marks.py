"""What members put on topics and posts of the forum's benchmark data, and what waits for moderators there."""

from datetime import timedelta

from django.contrib.auth import get_user_model

from core import markup
from core.forms import new_once
from core.things import key_of
from forum.models import (
    Ballot,
    Board,
    Bookmark,
    Draft,
    Poll,
    PollChoice,
    PostTranslation,
    ReadMark,
    Signal,
    Topic,
    TranslationVersion,
)
from moderation.models import Flag, ReviewEvent, ReviewItem
from notifications.models import Follow

COUNTRIES = [f"Country {number}" for number in range(30)]
READERS = 10  # who have a mark in a topic, at most
OF_READER = 40  # bookmarks and drafts of the reader; topics that the reader tracks
WAITING = 100  # things in the queue, however large the forum is
UNREAD = 100  # topics that the reader has not seen to the end, likewise


def mark(world, topics, posts):
    """Signals, bookmarks, translations, polls, follows, read marks and reports, on new topics and their posts."""
    standing = [post for post in posts if post.stands]
    Signal.objects.bulk_create(_signals(world, standing))
    Bookmark.objects.bulk_create(
        Bookmark(user=world.draw.choice(world.members), post=post, created_at=post.created_at)
        for post in standing
        if world.draw.random() < 0.01
    )
    _translate(world, [post for post in standing if post.translated_at])
    _poll(world, [topic for topic in topics if topic.kind == Topic.POLL])
    Follow.objects.bulk_create(_follows(posts))
    ReadMark.objects.bulk_create(
        ReadMark(user=person, topic=topic, number=world.draw.randint(1, topic.last_number))
        for topic in topics
        for person in world.draw.sample(world.members, world.draw.randint(0, READERS))
    )
    _report(world, [post for post in standing if world.draw.random() < 0.002])
    waiting = [post for post in posts if post.number is None]
    _queue(waiting, ReviewItem.HELD, opened=lambda post: post.created_at)


def mark_reader(reader):
    """What the reader of the pages has: marks in some topics with something new, bookmarks, drafts, follows."""
    seen = Topic.objects.visible_to(reader).standing().order_by("-bumped_at")
    get_user_model().objects.filter(pk=reader.pk).update(caught_up_at=seen[UNREAD : UNREAD + 1].get().bumped_at)
    reader.read_marks.all().delete()
    topics = list(seen[: 3 * UNREAD])
    ReadMark.objects.bulk_create(
        ReadMark(user=reader, topic=topic, number=topic.last_number - (2 if topic.last_number > 2 else 0))
        for topic in topics[::2]
    )
    Bookmark.objects.bulk_create(
        (Bookmark(user=reader, post=topic.last_post, note="To be read again.") for topic in topics[:OF_READER]),
        ignore_conflicts=True,
    )
    Draft.objects.bulk_create(
        (Draft(user=reader, place=key_of(topic), typed={"body": "Not finished yet."}) for topic in topics[:OF_READER]),
        ignore_conflicts=True,
    )
    boards = list(Board.objects.visible_to(reader)[:3])
    Follow.objects.bulk_create(
        (
            Follow(user=reader, key=key_of(thing), level=Follow.TRACKING, why="chose")
            for thing in [*boards, *topics[:OF_READER]]
        ),
        ignore_conflicts=True,
    )


def watch_boards(world):
    """One member of twenty watches a board, some have muted one."""
    Follow.objects.bulk_create(
        Follow(user=person, key=key_of(world.draw.choice(world.boards)), level=level, why="chose")
        for person in world.members
        for level in world.draw.choices([None, Follow.WATCHING, Follow.MUTED], [0.93, 0.05, 0.02])
        if level is not None
    )


def _signals(world, posts):
    for post in posts:
        if world.draw.random() < 0.08:
            for person in world.draw.sample(world.members, world.draw.randint(1, 5)):
                kind = world.draw.choice(["useful", "useful", "worked", "failed"])
                country = "" if kind == "useful" else world.draw.choice(COUNTRIES)
                yield Signal(user=person, post=post, kind=kind, country=country, at=post.created_at)


def _translate(world, posts):
    made = PostTranslation.objects.bulk_create(
        PostTranslation(
            post=post,
            language="fr",
            author=world.draw.choice(world.people),
            body=post.body,
            body_html=post.body_html,
            markup_version=markup.VERSION,
            of_digest=post.digest,
            once=new_once(),
            created_at=post.translated_at,
        )
        for post in posts
    )
    TranslationVersion.objects.bulk_create(
        TranslationVersion(translation=each, number=1, body=each.body, at=each.created_at, by=each.author)
        for each in made
    )


def _poll(world, topics):
    """By name, open and closed; up to thirty have voted."""
    polls = Poll.objects.bulk_create(
        Poll(topic=topic, closes_at=world.draw.choice([None, topic.created_at + timedelta(days=14)]))
        for topic in topics
    )
    choices = PollChoice.objects.bulk_create(
        PollChoice(poll=poll, position=place, text=f"The way that was described as number {place}")
        for poll in polls
        for place in range(1, 5)
    )
    ballots = Ballot.objects.bulk_create(
        Ballot(poll=poll, user=person)
        for poll in polls
        for person in world.draw.sample(world.members, world.draw.randint(0, 30))
    )
    by_poll = {poll.pk: [choice for choice in choices if choice.poll_id == poll.pk] for poll in polls}
    chosen = Ballot.choices.through
    chosen.objects.bulk_create(
        chosen(ballot=ballot, pollchoice=world.draw.choice(by_poll[ballot.poll_id])) for ballot in ballots
    )


def _follows(posts):
    """Each topic by those who wrote in it, for the reason that came first."""
    seen = {}
    for post in posts:
        why = Follow.STARTED if post.number == 1 else Follow.WROTE
        seen.setdefault((post.writer.pk, key_of(post.topic)), (why, post.created_at))
    for (person, key), (why, at) in seen.items():
        yield Follow(user_id=person, key=key, level=Follow.WATCHING, why=why, at=at)


def _report(world, posts):
    """Reports, each with an item of the queue: most decided, some waiting."""
    items = dict(zip((post.ref for post in posts), _queue(posts, ReviewItem.FLAG, opened=_soon_after), strict=True))
    world.waiting += len(posts)
    is_open = world.waiting <= WAITING
    if not is_open:
        ReviewItem.objects.filter(pk__in=[item.pk for item in items.values()]).update(
            closed_at=world.now, decision="dismiss"
        )
    Flag.objects.bulk_create(
        Flag(
            key=key_of(post),
            reporter=world.draw.choice(world.members),
            why=Flag.OFF_TOPIC,
            at=_soon_after(post),
            place=post.topic.audience_id,
            closed_at=None if is_open else world.now,
            decision="" if is_open else "dismiss",
        )
        for post in posts
    )


def _queue(posts, why, *, opened):
    items = ReviewItem.objects.bulk_create(
        ReviewItem(key=key_of(post), why=why, opened_at=opened(post), version=1) for post in posts
    )
    ReviewEvent.objects.bulk_create(
        ReviewEvent(item=item, version=1, at=item.opened_at, place=post.topic.audience_id, what="opened", why=why)
        for item, post in zip(items, posts, strict=True)
    )
    return items


def _soon_after(post):
    return post.created_at + timedelta(hours=1)
