from django.core.management.base import BaseCommand
from django.db import transaction

from members.actions import list_anew
from members.models import Entry, User
from search.live import refresh

READ = ("is_named", "shown_as", "listed_as", "title", "institution_id", "has_photo", "words")


class Command(BaseCommand):
    help = "relist: writes the directory anew from the profiles, and says how many entries were not as they should be."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["relist"])

    def handle(self, **options):
        wrong = 0
        for person in User.objects.filter(profile__isnull=False).order_by("pk").iterator():
            wrong += self._mended(person)
        self.stdout.write(f"{wrong} of {Entry.objects.count()} entries were wrong.")

    @transaction.atomic
    def _mended(self, person):
        """Whether the entry was wrong; what search knows of the person is then made anew too."""
        before = _state(person)
        list_anew(person)
        is_wrong = _state(person) != before
        if is_wrong:
            refresh(person)
        return is_wrong


def _state(person):
    facts = Entry.objects.filter(user=person).values_list("pk", *READ).first()
    return facts, set(Entry.objects.filter(user=person).values_list("facets__kind", "facets__value"))
