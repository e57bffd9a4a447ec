"""How quick the directory is with 20,000 members: `python -m benchmarks.directory`, on SQLite, or on the server that
FORA_DATABASE_URL names (in a database of its own there, `…_bench_directory-20000`).

Each request goes through the whole of Django as a signed-in member's, without a web server: the page, its counts and
its facets are asked anew each time. Words, choices and pages differ from one to the next.
"""
# ruff: noqa: PLC0415  (Django is loaded once the environment of the place stands)

import argparse
import os
import random
import re
import statistics
import sys
import time

from benchmarks.machine import described, load_average
from benchmarks.place import Place

PEOPLE = 20_000
PAGES = {
    "everybody, first page": [""],
    "everybody, somewhere": ["?after="],
    "one language": ["?language=fr", "?language=ar", "?language=uk"],
    "two languages and a country": ["?language=en&language=fr&country=Country 3"],
    "a kind of institution": ["?institution=court", "?institution=police"],
    "a name": ["?q=okafor", "?q=person 77", "?q=iv"],
    "a position and a language": ["?q=prosecutor&language=es"],
    "nobody": ["?q=xyzzyx"],
}


def main():
    read = argparse.ArgumentParser()
    read.add_argument("--people", type=int, default=PEOPLE)
    read.add_argument("--runs", type=int, default=40)
    read.add_argument("--anew", action="store_true", help="make the entries anew that an earlier run has made")
    given = read.parse_args()
    place = Place(given.people, "directory")
    os.environ.update({**place.environment("dev"), "FORA_BENCH_PEOPLE": str(given.people)})
    os.environ["FORA_VAR"] = str(place.folder)
    if "FORA_MEASURING" not in os.environ:  # once more, with the environment that settings read
        os.environ["FORA_MEASURING"] = "1"
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.directory", *sys.argv[1:]])
    measure(given)


def measure(given):
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["*"]
    if connection.vendor == "sqlite":
        settings.INDEX_ROOT.parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    reader = fill(given.people, given.anew)
    client = Client()
    client.force_login(reader)
    print(f"\n{described()} {connection.vendor}, {given.people:,} members.\n")
    print("| page | queries | p50 ms (least to most) | p95 ms | processor ms, p50 | load average |")
    print("|---" * 6 + "|")
    tokens = _tokens(client)
    for name, addresses in PAGES.items():
        spent, work, draw = [], [], random.Random(name)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/people/{_address(addresses, tokens, draw)}")
        queries = len(asked)
        for _ in range(given.runs):
            address = f"/people/{_address(addresses, tokens, draw)}"
            began, worked = time.perf_counter(), time.process_time()
            answer = client.get(address)
            spent.append((time.perf_counter() - began) * 1000)
            work.append((time.process_time() - worked) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}.")
        middle, last = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
        least, most = min(spent), max(spent)
        figures = f"{middle:.0f} ({least:.0f}–{most:.0f}) | {last:.0f} | {statistics.median(work):.0f}"
        print(f"| {name} | {queries} | {figures} | {load_average()} |")


def fill(number, anew):
    """So many members with profiles, once; gives one of them."""
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.utils import timezone

    from core.collation import sort_key
    from core.database import gather_statistics
    from core.gate import MEMBERS
    from core.ids import new_ref
    from members.actions.entries import ensure_entries, list_first
    from members.models import Entry, Institution, InstitutionName, Profile, ProfilePart, SpokenLanguage
    from thesaurus.actions import load
    from thesaurus.models import Concept

    people = get_user_model()
    if people.objects.count() >= number:
        if anew:  # what they are made of may have changed
            Entry.objects.all().delete()
            ensure_entries()
            gather_statistics()
        return people.objects.order_by("pk").first()
    load()
    draw, now = random.Random(number), timezone.now()
    names = ["Okafor", "Ivanova", "Haddad", "Ferrer", "Marchand", "Гринюк", "حداد", "Person", "Solvang", "Wilk"]
    kinds, concepts = [kind for kind, _label in Institution.KINDS], list(Concept.objects.filter(broader__isnull=False))
    titles = ["Prosecutor", "Investigator", "Analyst", "Judge", "Interpreter", "Witness support officer"]
    with transaction.atomic():
        institutions = []
        for place in range(200):
            institution = Institution.objects.create(kind=draw.choice(kinds), country=f"Country {place % 40}")
            InstitutionName.objects.create(institution=institution, language="en", name=f"Institution {place}")
            institutions.append(institution)
    for start in range(people.objects.count(), number, 1000):
        with transaction.atomic():
            rows = []
            for place in range(start, min(start + 1000, number)):
                name = f"{draw.choice(names)} {place}"
                row = people(email=f"p{place}@bench.example", name=name, sort_name=sort_key(name), accepted_at=now)
                row.ref, row.password = new_ref(), "!"
                rows.append(row)
            people.objects.bulk_create(rows)
            rows = list(people.objects.filter(profile=None))
            Profile.objects.bulk_create(
                Profile(user=row, institution=draw.choice(institutions), job_title=draw.choice(titles)) for row in rows
            )
            profiles = list(Profile.objects.filter(user__in=rows))
            SpokenLanguage.objects.bulk_create(
                SpokenLanguage(profile=profile, code=code, level=draw.choice(["b2", "c1", "native"]))
                for profile in profiles
                for code in draw.sample(["en", "fr", "es", "ar", "uk", "de", "ru", "sw", "pt"], draw.randint(1, 4))
            )
            link = Profile.expertise.through
            link.objects.bulk_create(
                link(profile=profile, concept=concept) for profile in profiles for concept in draw.sample(concepts, 4)
            )
            shown = ("title", "institution", "languages", "expertise", "writing")
            ProfilePart.objects.bulk_create(
                ProfilePart(profile=profile, kind=kind, audience_id=MEMBERS)
                for profile in profiles
                for kind in shown
                if draw.random() < 0.9
            )
            list_first(rows)
        print(f"{start + 1000:,} members", file=sys.stderr, flush=True)
    gather_statistics()
    return people.objects.order_by("pk").first()


def _tokens(client):
    """Places in the middle of the list, as its links lead there."""
    tokens, address = [], "/people/"
    for _ in range(6):
        found = re.search(r'href="(\?after=[^"]+)" rel="next"', client.get(address).content.decode())
        tokens.append(found[1])
        address = f"/people/{found[1]}"
    return tokens


def _address(addresses, tokens, draw):
    address = draw.choice(addresses)
    return draw.choice(tokens) if address == "?after=" else address


if __name__ == "__main__":
    main()
