"""How long one worker takes for everybody's digest: `python -m benchmarks.digests`, on a scratch SQLite, or on the
server that FORA_DATABASE_URL names.

20,000 members, a quarter of them in each of four spaces, have five notices each that wait for the day's digest: of a
public topic, of topics of all members and of a space. Their hour has come for all of them at once. Queued by the lane
`digests`, written and handed over by the lane `mail` (to files: what a mail server takes comes on top).
"""
# ruff: noqa: PLC0415  (Django is loaded once the environment of the place stands)

import argparse
import time

from benchmarks.followers import AT_ONCE, make_members, most_memory, within_scratch
from benchmarks.machine import described, load_average

PEOPLE, SPACES, NOTICES = 20_000, 4, 5


def main():
    read = argparse.ArgumentParser()
    read.add_argument("--people", type=int, default=PEOPLE)
    given = read.parse_args()
    within_scratch("digests")
    people = make_members(given.people)
    make_notices(people)
    print(f"\n{described()} {given.people:,} members, {NOTICES} notices each.\n")
    print("| part | letters | passed s | processor s | ms of the processor a letter | MB at most | load average |")
    print("|---" * 7 + "|")
    from notifications import digests, mailing

    measure("queued", digests.run_once, given.people)
    measure("the first tenth sent", mailing.run_once, given.people // 10)
    measure("the rest sent", mailing.run_once, given.people)
    prove(given.people)


def measure(part, run_once, most):
    began, worked, done = time.monotonic(), time.process_time(), 0
    while done < most and (more := run_once()):
        done += more
    passed, work = time.monotonic() - began, time.process_time() - worked
    each = f"{1000 * work / max(done, 1):.2f}"
    print(
        f"| {part} | {done:,} | {passed:.1f} | {work:.1f} | {each} | {most_memory():.0f} | {load_average()} |",
        flush=True,
    )


def make_notices(people):
    """Posts in one public topic, two topics of members and one in each space, and what waits of them for each."""
    from datetime import timedelta

    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from core.things import key_of
    from members.actions import create_space
    from members.models import Membership
    from notifications.models import Notice, Preference
    from tests.factories.forum import make_board, make_reply, make_topic

    writer = get_user_model().objects.get(pk=people[0])
    spaces = [create_space(name=f"Space {number}", kind="invite", by=writer) for number in range(SPACES)]
    audiences = ["public", "members", "members", *(space.audience for space in spaces)]
    topics = [make_topic(make_board(audience), writer, title=f"Topic of {audience}") for audience in audiences]
    posts = [[make_reply(topic, writer) for _ in range(3)] for topic in topics]
    long_ago, before = timezone.now() - timedelta(days=8), timezone.now() - timedelta(days=1, minutes=1)
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        Membership.objects.bulk_create(
            Membership(space=spaces[person % SPACES], user_id=person, role="member", started_at=long_ago)
            for person in some
            if person != writer.pk
        )
        Preference.objects.bulk_create(Preference(user_id=person, kind="followed", channel="daily") for person in some)
        Notice.objects.bulk_create(
            Notice(
                recipient_id=person,
                kind="forum.post",
                key=key_of(post),
                within=key_of(post.topic),
                waits_for="daily",
                created_at=before,
            )
            for person in some
            for post in (*posts[0][:2], posts[1][0], posts[2][1], posts[3 + person % SPACES][2])
        )


def prove(number):
    from notifications.digests import DIGEST
    from notifications.models import Delivery

    sent = Delivery.objects.filter(kind=DIGEST, sent_at__isnull=False)
    if sent.count() != number or sent.values("recipient").distinct().count() != number:
        raise SystemExit(f"{sent.count():,} digests were sent to {number:,} people.")


if __name__ == "__main__":
    main()
