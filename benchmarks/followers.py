"""What `digests` and `fanout` measure on: a scratch database with members, made anew each time.

`within_scratch("fanout")` starts the module again in the environment of its place; what follows has Django.
"""
# ruff: noqa: PLC0415  (Django is loaded once the environment of the place stands)

import os
import resource
import shutil
import sys

from benchmarks.place import Place

AT_ONCE = 1000
ZONES = ("Europe/Berlin", "Europe/Kyiv", "Africa/Nairobi", "America/Bogota", "UTC")


def within_scratch(module):
    """Go on with Django in an empty database of the module's own, in production settings but for the web."""
    place = Place(0, module)
    if "FORA_MEASURING" not in os.environ:
        shutil.rmtree(place.folder, ignore_errors=True)
        place.folder.mkdir(parents=True)
        os.environ.update({**place.environment("dev"), "FORA_MEASURING": "1"})
        os.execv(sys.executable, [sys.executable, "-m", f"benchmarks.{module}", *sys.argv[1:]])
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # each letter is written whole
    settings.EMAIL_FILE_PATH = place.folder / "letters"
    settings.EMAIL_FILE_PATH.mkdir()
    call_command("migrate", verbosity=0)


def make_members(number):
    """So many members, in five time zones and five languages; their ids, in order."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    people, now = get_user_model(), timezone.now()
    languages = [code for code, _name in settings.LANGUAGES]
    for start in range(0, number, AT_ONCE):
        people.objects.bulk_create(
            people(
                email=f"m{place}@bench.example",
                name=f"Member {place}",
                sort_name=f"member {place:06}",
                password="!",
                accepted_at=now,
                time_zone=ZONES[place % len(ZONES)],
                language=languages[place % len(languages)],
            )
            for place in range(start, min(start + AT_ONCE, number))
        )
    return list(people.objects.order_by("pk").values_list("pk", flat=True))


def most_memory():
    """Megabytes that this process held at its most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
