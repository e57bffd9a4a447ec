"""What a post costs on a board that 5,000 people watch, and when the last of them has heard:
`python -m benchmarks.fanout`, on a scratch SQLite, or on the server that FORA_DATABASE_URL names.

The request goes through the whole of Django as a member's; then the lane `announcements` tells those who watch, in the
worst case all by mail, and the lane `mail` writes and hands over (to files: what a mail server takes comes on top).
"""
# ruff: noqa: PLC0415  (Django is loaded once the environment of the place stands)

import argparse
import statistics
import time

from benchmarks.followers import AT_ONCE, make_members, most_memory, within_scratch
from benchmarks.machine import described, load_average

WATCHING = 5_000
RUNS = 15


def main():
    read = argparse.ArgumentParser()
    read.add_argument("--watching", type=int, default=WATCHING)
    read.add_argument("--runs", type=int, default=RUNS)
    given = read.parse_args()
    within_scratch("fanout")
    from core.things import key_of
    from tests.factories.forum import make_board

    people = make_members(given.watching + 1)
    quiet, watched = make_board("members"), make_board("members")
    for board in (quiet, watched):
        board.moderators.add(people[0])  # whose posts neither wait for anybody nor are too many
    watch(people[1:], key_of(watched))
    print(f"\n{described()} {given.watching:,} of {len(people):,} members watch the board, all by mail.\n")
    post_to = poster(people[0])
    for board in (quiet, watched):
        post_to(board)  # what a process does once is none of this
    print("| part | ms p50 (least to most) | queries | load average |\n|---|---|---|---|")
    boards = {"a post where nobody watches": quiet, f"where {given.watching:,} watch": watched}
    spent = {label: [] for label in boards}
    for _ in range(given.runs):  # in turns: each post makes SQLite's log longer
        for label, board in boards.items():
            spent[label].append(post_to(board))
    for label, runs in spent.items():
        passed, queries = [passed for passed, _queries in runs], runs[-1][1]
        figures = f"{statistics.median(passed):.0f} ({min(passed):.0f}–{max(passed):.0f})"
        print(f"| {label} | {figures} | {queries} | {load_average()} |")
    tell_all(post_to, watched, given.watching)


def watch(people, key):
    from notifications.models import Follow, Preference

    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        Follow.objects.bulk_create(
            Follow(user_id=person, key=key, level=Follow.WATCHING, why="chose") for person in some
        )
        Preference.objects.bulk_create(Preference(user_id=person, kind="followed", channel="mail") for person in some)


def poster(person):
    """post_to(board) -> (ms, queries) of the request that starts a topic there."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from core.forms import new_once

    client = Client()
    client.force_login(get_user_model().objects.get(pk=person))

    def post_to(board):
        once = new_once()
        sent = {
            "title": "What was found?",
            "body": f"A text of some words, {once}.",
            "kind": "question",
            "language": "en",
        }
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            answer = client.post(f"/forum/b/{board.ref}/new/", {**sent, "once": once, "send": "1"})
            passed = (time.perf_counter() - began) * 1000
        if answer.status_code != 302:
            raise SystemExit(f"The post was answered by {answer.status_code}.")
        return passed, len(asked)

    return post_to


def tell_all(post_to, board, watching):
    """One post, and what the worker then does, from the transaction's end to the last notice and the last mail."""
    from notifications import announcing, mailing
    from notifications.models import Announcement, Delivery, Notice

    Announcement.objects.all().delete()
    Notice.objects.all().delete()
    post_to(board)
    print("\n| part | people | passed s | processor s | MB at most | load average |\n|---|---|---|---|---|---|")
    for part, run_once in (("told on the page", announcing.run_once), ("mailed", mailing.run_once)):
        began, worked = time.monotonic(), time.process_time()
        while run_once():
            pass
        passed, work = time.monotonic() - began, time.process_time() - worked
        print(
            f"| {part} | {watching:,} | {passed:.1f} | {work:.1f} | {most_memory():.0f} | {load_average()} |",
            flush=True,
        )
    told, mailed = Notice.objects.count(), Delivery.objects.filter(sent_at__isnull=False).count()
    if (told, mailed) != (watching, watching):
        raise SystemExit(f"{told:,} were told and {mailed:,} mailed.")


if __name__ == "__main__":
    main()
