import pytest
from django import forms

from core.forms import LongText, OnceField, PlainText


class Letter(forms.Form):
    title = PlainText(max_length=10)
    body = LongText(max_length=20)
    once = OnceField()


def letter(**typed):
    return Letter({"title": "Fine", "body": "Fine", **typed})


@pytest.mark.parametrize("bad", ["\x00", "a\x00b", "a\x07b", "a\x9bb", "a\u202eb", "\ud800"])
@pytest.mark.parametrize("field", ["title", "body"])
def test_characters_that_cannot_be_shown_are_refused_and_kept(field, bad):
    form = letter(**{field: bad})

    assert list(form.errors) == [field]
    assert form.errors.as_data()[field][0].code == "controls"
    assert form[field].value() == bad


@pytest.mark.parametrize(("field", "most"), [("title", 10), ("body", 20)])
def test_too_much_is_refused_with_both_numbers(field, most):
    form = letter(**{field: "x" * (most + 1)})

    assert form.errors[field] == [f"Please keep this to {most} characters; it has {most + 1}."]


@pytest.mark.parametrize("empty", ["", "   ", "\n\n"])
def test_nothing_is_refused(empty):
    assert set(letter(title=empty, body=empty).errors) == {"title", "body"}


def test_spaces_become_one_and_those_that_do_not_break_a_line_stay():
    form = letter(title="  Qui\u00a0?  \t Moi ")

    assert form.is_valid()
    assert form.cleaned_data["title"] == "Qui\u00a0? Moi"


def test_line_ends_become_alike():
    form = letter(body="a\r\nb\rc")

    assert form.is_valid()
    assert form.cleaned_data["body"] == "a\nb\nc"


@pytest.mark.parametrize("odd", ["", "short", "x" * 300, "x" * 20 + "\n", "a b", "\x00" * 20])
def test_an_odd_once_is_replaced_and_loses_nothing(odd):
    form = letter(once=odd)

    assert form.is_valid()
    assert OnceField.SHAPE.fullmatch(form.cleaned_data["once"])
