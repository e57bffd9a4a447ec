"""The list of lessons: what it is narrowed to, and what each choice would leave."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from library.querysets import each_work_once
from thesaurus.models import Concept

PHASES = "phases-of-proceedings"


@dataclass(frozen=True)
class Choice:
    """One link of a filter. language: of the label. count: how many works it leaves."""

    label: str
    language: str
    url: str
    count: int
    is_current: bool


class Narrowing:
    """What a reader has chosen; words in the address that mean nothing choose nothing."""

    def __init__(self, lessons, asked):
        self.lessons = lessons
        self.language = asked.get("language", "") if asked.get("language") in dict(settings.LANGUAGES) else ""
        phases = Concept.objects.filter(top__slug=PHASES).for_listing().in_order()
        self.phases = {phase.pk: phase for phase in phases}
        self.phase = next((phase for phase in self.phases.values() if phase.ref == asked.get("phase")), None)

    def __bool__(self):
        return bool(self.language or self.phase)

    def works(self):
        """The lessons left, each work once."""
        return each_work_once(self._left(self.language, self.phase), get_language())

    def filters(self):
        """[{label, choices}]: only choices that leave something, and what is chosen now."""
        return [
            {"label": _("Language"), "choices": list(self._languages())},
            {"label": _("Phase of proceedings"), "choices": list(self._phases())},
        ]

    def query(self, **change):
        """The choices as they stand in an address, with a `&` at the end if there are any."""
        chosen = {"language": self.language, "phase": self.phase.ref if self.phase else "", **change}
        words = urlencode({name: value for name, value in chosen.items() if value})
        return f"{words}&" if words else ""

    def _left(self, language, phase):
        lessons = self.lessons.filter(locale__language_code=language) if language else self.lessons
        return lessons.filter(phase=phase) if phase else lessons

    def _languages(self):
        counts = _works_by(self._left("", self.phase), "locale__language_code")
        for code, _name in settings.LANGUAGES:
            is_current = code == self.language
            if counts.get(code) or is_current:
                name = get_language_info(code)["name_local"].capitalize()
                url = self._url(language="" if is_current else code)
                yield Choice(name, code, url, counts.get(code, 0), is_current)

    def _phases(self):
        counts = _works_by(self._left(self.language, None), "phase")
        for pk, phase in self.phases.items():
            is_current = phase == self.phase
            if counts.get(pk) or is_current:
                url = self._url(phase="" if is_current else phase.ref)
                yield Choice(phase.name, phase.name_language, url, counts.get(pk, 0), is_current)

    def _url(self, **change):
        query = self.query(**change).rstrip("&")
        return f"?{query}" if query else reverse("library")


def _works_by(lessons, field):
    """{value of the field: number of works}."""
    rows = lessons.order_by().values_list(field).annotate(works=Count("translation_key", distinct=True))
    return dict(rows)
