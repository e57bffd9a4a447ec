"""Extraction without gettext's tools, catalogues that keep what was translated, and gaps that are found."""

import polib
import pytest
from django.utils.translation import trans_real

from core import catalogues
from core.extraction import texts

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

HELLO = _("One sentence "
          "on two lines")
# Translators: shown in the bell
COUNT = ngettext("%(n)s notice", "%(n)s notices", n) % {"n": n}
MAY = pgettext("month", "May")
NOT_OURS = print("left alone")
"""

TEMPLATE = """{% load i18n %}
      {% translate "100% of it" %}
   {# Translators: a verb #}
  {% translate "May" context "permission" %} it's an "odd' text
{% blocktranslate trimmed count n=posts|length %}
        {{ n }} post by "them" <b>isn't</b>
        here
    {% plural %}
        {{ n }} posts by "them" <b>aren't</b>
        here
{% endblocktranslate %}
{% if x == 'y' %}<p class="a'b">{{ _("A constant") }}</p>{% endif %}
{% include "x.html" with label=_("A label") %}
{% comment %} {% translate "not this one" %} {% endcomment %}
"""


@pytest.fixture
def project(tmp_path):
    """A folder with one room and one template."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "views.py").write_text(PYTHON)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "room" / "migrations").mkdir()
    (tmp_path / "room" / "migrations" / "0001.py").write_text('_("Never translated")')
    return tmp_path


def entry(text, translation="", *, context=None, plural="", forms=None, flags=()):
    return polib.POEntry(
        msgid=text,
        msgstr=translation,
        msgctxt=context,
        msgid_plural=plural,
        msgstr_plural=dict(enumerate(forms or [])),
        flags=list(flags),
    )


def file_of(*entries):
    catalogue = polib.POFile()
    catalogue.extend(entries)
    return catalogue


def test_texts_of_python_and_templates_are_found_with_contexts_and_plurals(project):
    found = [(each.msgctxt, each.msgid, each.msgid_plural) for each in texts(project)]

    assert found == [
        (None, "One sentence on two lines", ""),
        (None, "%(n)s notice", "%(n)s notices"),
        ("month", "May", ""),
        (None, "100%% of it", ""),
        ("permission", "May", ""),
        (
            None,
            """%(n)s post by "them" <b>isn't</b> here""",
            """%(n)s posts by "them" <b>aren't</b> here""",
        ),
        (None, "A constant", ""),
        (None, "A label", ""),
    ]


def test_translators_are_told_what_the_code_says_to_them(project):
    comments = {each.msgid: each.comment for each in texts(project) if each.comment}

    assert comments == {"%(n)s notice": "Translators: shown in the bell", "May": "Translators: a verb"}


def test_a_text_of_two_files_is_one_entry_that_names_both(project):
    (project / "room" / "forms.py").write_text('_("A label")')

    places = {each.msgid: each.occurrences for each in texts(project)}

    assert places["A label"] == [("room/forms.py", ""), ("templates/page.html", "")]


def test_an_update_keeps_translations_and_drops_what_is_gone():
    old = file_of(entry("Keep", "ابق"), entry("Wholly different and gone", "ذهب"))

    new = catalogues.updated(old, [entry("Keep"), entry("Added")], "ar")

    assert [(each.msgid, each.msgstr, each.flags) for each in new] == [("Keep", "ابق", []), ("Added", "", [])]


def test_a_changed_text_takes_its_translation_over_as_fuzzy():
    old = file_of(entry("Your reply was posted.", "نُشر ردك."))

    (changed,) = catalogues.updated(old, [entry("Your reply has been posted.")], "ar")

    assert (changed.msgstr, changed.flags, changed.previous_msgid) == ("نُشر ردك.", ["fuzzy"], "Your reply was posted.")


def test_a_second_update_changes_nothing(project, tmp_path):
    first = catalogues.updated(polib.POFile(), texts(project), "ar")
    path = tmp_path / "django.po"
    first.save(str(path))

    second = catalogues.updated(polib.pofile(str(path)), texts(project), "ar")

    assert str(second) == path.read_text()


def test_plural_rules_are_those_of_django():
    counts = {language: catalogues.plural_forms(language) for language in ("ar", "es", "uk")}

    assert counts == {"ar": 6, "es": 3, "uk": 4}


SIX = ["لا ردود", "رد", "ردان", "%(n)s ردود", "%(n)s ردًا", "%(n)s رد"]


@pytest.mark.parametrize(
    ("theirs", "trouble"),
    [
        (entry("Hello %(name)s", "مرحبا %(name)s"), None),
        (entry("Hello %(name)s", ""), "is not translated"),
        (entry("Hello %(name)s", "مرحبا %(name)s", flags=["fuzzy"]), "is fuzzy: somebody must look at it"),
        (entry("Hello %(name)s", "مرحبا"), "lacks placeholders: %(name)s"),
        (entry("Hello %(name)s", "مرحبا %(nome)s"), "has unknown placeholders: %(nome)s"),
        (entry("Hello {name}", "مرحبا"), "lacks placeholders: {name}"),
        (entry("Read <b>this</b>", "اقرأ هذا"), "has other tags than the text"),
        (entry("%(n)s reply", plural="%(n)s replies", forms=SIX), None),
        (entry("%(n)s reply", plural="%(n)s replies", forms=SIX[:2]), "is not translated"),
        (entry("%(n)s reply", plural="%(n)s replies", forms=[*SIX[:5], "رد"]), "lacks placeholders: %(n)s"),
    ],
)
def test_gaps_of_one_entry(theirs, trouble):
    text = entry(theirs.msgid, plural=theirs.msgid_plural)

    found = catalogues.gaps(file_of(theirs), [text], "ar")

    assert found == ([(theirs.msgid, trouble)] if trouble else [])


def test_a_text_that_no_catalogue_knows_is_a_gap():
    found = catalogues.gaps(file_of(), [entry("New")], "ar")

    assert found == [("New", "is not in the catalogue: run make messages")]


def test_a_compiled_catalogue_speaks(tmp_path, settings):
    path = catalogues.po_path(tmp_path, "ar")
    path.parent.mkdir(parents=True)
    texts = [entry("%(n)s reply", plural="%(n)s replies", forms=SIX), entry("May", "قد", context="permission")]
    catalogues.updated(file_of(*texts), texts, "ar").save(str(path))
    settings.LOCALE_PATHS = [tmp_path]

    compiled = catalogues.compile_stale(tmp_path)
    again = catalogues.compile_stale(tmp_path)

    speaks = trans_real.DjangoTranslation("ar")
    assert (compiled, again) == (["ar"], [])
    assert [speaks.ngettext("%(n)s reply", "%(n)s replies", n) for n in (0, 1, 2, 3, 11, 100)] == SIX
    assert speaks.pgettext("permission", "May") == "قد"
