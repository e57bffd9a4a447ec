"""What every search can be narrowed by: language and kind, typed; and dates."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import things
from core.templatetags.fora import day
from search.dates import moment_of
from search.indexing import sources
from search.narrowing import Meaning, Operator, one_of, register


def languages(user):
    """[(code, its own name)] of the languages that texts are in."""
    return [(code, capfirst(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]


def kinds(user):
    """[(name, plural)] of what is searched."""
    found = (things.kind_named(name) for name in sorted(sources()))
    return [(kind.name, str(kind.plural)) for kind in found if kind]


def _language(value, user):
    chosen = one_of(value, languages(user))
    return chosen and Meaning(chosen[1], languages=(chosen[0],))


def _kind(value, user):
    chosen = one_of(value, kinds(user))
    return chosen and Meaning(chosen[1], kinds=(chosen[0],))


def _after(value, user):
    moment = moment_of(value)
    return moment and Meaning(day(moment), since=moment)


def _before(value, user):
    moment = moment_of(value)
    return moment and Meaning(day(moment), until=moment)


NO_DATE = _("“%(value)s” is not a date: write it as 2026-03-31, 2026-03 or 2026. It was left out.")

register(
    Operator(
        name="lang",
        word=pgettext_lazy("word before a colon in the search box", "lang"),
        label=_("Language"),
        example="fr",
        read=_language,
        unknown=_("“%(value)s” is not a language that texts are in here. It was left out."),
        choices=languages,
    )
)
register(
    Operator(
        name="kind",
        word=pgettext_lazy("word before a colon in the search box", "kind"),
        label=_("Kind"),
        example="lesson",
        read=_kind,
        unknown=_("“%(value)s” is no kind of thing that is searched. It was left out."),
        choices=kinds,
    )
)
register(
    Operator(
        name="after",
        word=pgettext_lazy("word before a colon in the search box", "after"),
        label=_("Since"),
        example="2026-01",
        read=_after,
        unknown=NO_DATE,
        field="date",
    )
)
register(
    Operator(
        name="before",
        word=pgettext_lazy("word before a colon in the search box", "before"),
        label=_("Before"),
        example="2026-03-31",
        read=_before,
        unknown=NO_DATE,
        field="date",
    )
)
