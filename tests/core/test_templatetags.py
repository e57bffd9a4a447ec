"""What the frame's tags and components draw."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from core.models import Audience
from core.templatetags import fora
from members.models import Space


class Letter(forms.Form):
    title = forms.CharField(label="Title", help_text="In a few words.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    language = forms.ChoiceField(label="Language", choices=[("en", "English")])
    tell = forms.BooleanField(label="Tell me", help_text="Of answers.")


def component(_name, **inputs):
    return render_to_string(f"components/{_name}.html", inputs)


@pytest.mark.parametrize(("name", "classes"), [("bell", "icon"), ("next", "icon flip"), ("reply", "icon flip")])
def test_only_icons_with_a_direction_mirror(name, classes):
    drawn = fora.icon(name)

    assert f'<svg class="{classes}" aria-hidden="true">' in drawn
    assert drawn.endswith(f'img/icons.svg#i-{name}"/></svg>')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ilse Vandermeer", "IV"), ("Grace Adeyinka-Holm", "GA"), ("Cher", "C"), ("  ", ""), ("María del Mar", "MM"),
        ("نادية حداد", "نح"), ("Олена Гринюк", "ОГ"), ("<script> x", "X"), ("42 Rue", "R"),
    ],
)  # fmt: skip
def test_initials_are_the_first_letters_of_the_first_and_the_last_name(name, letters):
    assert fora.initials(name) == letters


@pytest.mark.parametrize(("language", "expected"), [("ar", "rtl"), ("en", "ltr"), ("uk", "ltr"), ("", "auto")])
def test_a_text_has_the_direction_of_its_language(language, expected):
    assert fora.direction(language) == expected


@pytest.mark.parametrize(
    ("days", "shape"),
    [
        (0, r"\d\d:\d\d"), (1, r"yesterday \d\d:\d\d"), (2, r"[A-Z][a-z]+day \d\d:\d\d"),
        (5, r"[A-Z][a-z]+day \d\d:\d\d"), (400, r"\d{1,2} [A-Z][a-z]+ \d{4}"), (-400, r"\d{1,2} [A-Z][a-z]+ \d{4}"),
    ],
)  # fmt: skip
def test_a_moment_is_told_as_people_say_it(days, shape):
    assert re.fullmatch(shape, fora.when(timezone.localtime() - timedelta(days=days)))


def test_no_moment_is_told_as_nothing():
    assert fora.when(None) == ""


@pytest.mark.parametrize("kind", [Space.OPEN, Space.REQUEST, Space.INVITE])
def test_the_mark_of_a_space_names_it_and_is_not_the_secret_one(make_space, kind):
    audience = Audience.objects.select_related("space").get(space=make_space(kind, name="Liaison <b>"))

    assert fora.audience_words(audience) == {"kind": "space", "label": "Liaison <b>", "user_text": True}
    assert "<bdi>Liaison &lt;b&gt;</bdi>" in component("audience", **fora.audience_words(audience))


def test_the_mark_of_a_secret_space_is_the_darkest(make_space):
    audience = Audience.objects.select_related("space").get(space=make_space(Space.SECRET, name="Quiet"))

    assert fora.audience_words(audience)["kind"] == "secret"


@pytest.mark.parametrize(
    ("key", "kind", "phrase"),
    [
        ("public", "public", "everybody, signed in or not"),
        ("members", "members", "all members"),
        ("space:abc", "space", "only the people in this space"),
    ],
)
def test_a_bare_key_has_its_mark_and_its_words_without_a_question_to_the_database(key, kind, phrase):
    assert fora.audience_words(key)["kind"] == kind
    assert fora.readers_in_words(key) == phrase


def test_our_tags_are_not_overruled_by_those_that_a_template_loads():
    """A filter of ours with the name of one of Django's draws something else wherever i18n is loaded."""
    ours = {*fora.register.tags, *fora.register.filters}

    for name in ("i18n", "static", "l10n", "tz"):
        library = engines["django"].engine.template_libraries[name]
        assert ours & {*library.tags, *library.filters} == set()


def test_a_field_is_tied_to_its_label_its_help_and_its_error():
    drawn = component("field", field=Letter({})["title"])

    assert '<label for="id_title">Title</label>' in drawn
    assert '<div class="hint" id="id_title_helptext">In a few words.</div>' in drawn
    assert re.search(r'<p class="error" id="id_title_error"><span class="unseen">Error:</span> This field', drawn)
    assert 'aria-describedby="id_title_helptext id_title_error" aria-invalid="true"' in drawn


def test_what_is_typed_has_its_own_direction_and_what_is_chosen_the_pages():
    assert [name for name in ("title", "kind", "language") if 'dir="auto"' in fora.drawn_field(Letter()[name])] == [
        "title"
    ]


def test_a_field_without_an_error_says_nothing_of_one():
    drawn = component("field", field=Letter()["title"])

    assert ("aria-invalid" in drawn, "id_title_error" in drawn, 'data-state="error"' in drawn) == (False, False, False)


def test_a_choice_of_one_is_a_group_with_a_heading():
    drawn = component("field", field=Letter()["kind"])

    assert drawn.count("<legend>Kind</legend>") == 1
    assert re.findall(r'<label class="choice" for="(\w+)">', drawn) == ["id_kind_0", "id_kind_1"]


def test_a_list_to_choose_from_shows_its_arrow():
    assert '<span class="select"><select' in component("field", field=Letter()["language"])


def test_the_summary_of_errors_leads_to_each_field_a_group_too():
    drawn = component("error_summary", form=Letter({"title": "x", "language": "en", "tell": "on"}))

    assert re.findall(r'<a href="([^"]+)">', drawn) == ["#id_kind"]
    assert 'id="id_kind"' in component("field", field=Letter({})["kind"])


def test_a_form_without_errors_has_no_summary():
    assert component("error_summary", form=Letter()).strip() == ""


@pytest.mark.parametrize(
    ("kind", "tone", "role"),
    [
        ("success", "ok", "status"),
        ("info", "", "status"),
        ("warning", "caution", "status"),
        ("error", "danger", "alert"),
    ],
)
def test_a_message_has_its_tone_and_an_error_interrupts(kind, tone, role):
    drawn = component("alert", kind=kind, text="<b>Saved</b>")

    assert f'<p class="alert" data-kind="{tone}" role="{role}">' in drawn
    assert "&lt;b&gt;Saved&lt;/b&gt;" in drawn


def test_pages_keep_what_else_the_address_holds():
    drawn = component("pagination", next="n1", previous="p1", query="tab=unread&")

    assert re.findall(r'href="([^"]+)" rel="(\w+)"', drawn) == [
        ("?tab=unread&amp;before=p1", "prev"), ("?tab=unread&amp;after=n1", "next"),
    ]  # fmt: skip


def test_one_page_has_no_pages():
    assert component("pagination", next="", previous="").strip() == ""


def test_who_is_not_named_has_an_empty_square():
    drawn = component("avatar", name="")

    assert 'data-kind="unattributed"' in drawn
    assert "i-noname" in drawn


@pytest.mark.parametrize(
    ("language", "this_year", "before"),
    [
        ("en", "3 May", "3 May 2019"),
        ("fr", "3 mai", "3 mai 2019"),
        ("es", "3 de mayo", "3 de mayo de 2019"),
        ("ar", "3 مايو", "3 مايو 2019"),
        ("uk", "3 травня", "3 травня 2019 р."),
    ],
)
def test_a_date_is_written_as_its_language_writes_it(language, this_year, before, monkeypatch):
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    monkeypatch.setattr(fora.timezone, "localtime", lambda moment=now, zone=None: moment or now)

    with override(language):
        assert fora.when(datetime(2026, 5, 3, 9, tzinfo=UTC)) == this_year
        assert fora.when(datetime(2019, 5, 3, 9, tzinfo=UTC)) == before


@pytest.mark.parametrize(
    ("language", "moment", "expected"),
    [
        ("fr", datetime(2026, 3, 1, 9, tzinfo=UTC), "1er mars 2026"),
        ("fr", datetime(2026, 3, 2, 9, tzinfo=UTC), "2 mars 2026"),
        ("fr", datetime(2026, 3, 11, 9, tzinfo=UTC), "11 mars 2026"),
        ("es", datetime(2026, 3, 1, 9, tzinfo=UTC), "1 de marzo de 2026"),
        ("fr", None, ""),
    ],
)
def test_a_french_month_begins_on_its_1er(language, moment, expected):
    with override(language):
        drawn = engines["django"].from_string("{{ moment|day }}").render({"moment": moment})

    assert drawn == expected


@pytest.mark.parametrize("shape", ["DATE_FORMAT", "MONTH_DAY_FORMAT"])
def test_the_1er_has_every_shape_with_a_day_in_it(shape):
    with override("fr"):
        assert fora.day(datetime(2026, 3, 1, tzinfo=UTC), shape).startswith("1er mars")


def test_a_day_is_the_readers():
    with timezone.override("Pacific/Auckland"), override("fr"):
        drawn = (
            engines["django"].from_string("{{ moment|day }}").render({"moment": datetime(2026, 2, 28, 20, tzinfo=UTC)})
        )

    assert drawn == "1er mars 2026"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Monday 09:30"), ("fr", "lundi 09:30"), ("es", "lunes, 09:30"), ("uk", "понеділок, 09:30")],
)
def test_a_weekday_within_a_line_has_the_capital_its_language_gives_it(language, expected, monkeypatch):
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    monkeypatch.setattr(fora.timezone, "localtime", lambda moment=now, zone=None: moment or now)

    with override(language):
        assert fora.when(datetime(2026, 11, 23, 9, 30, tzinfo=UTC)) == expected
