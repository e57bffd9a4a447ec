"""Files beside a text: each one that can't be taken is named, the text stays, and nothing is chosen twice."""

from contextlib import closing
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from core.forms import LongText
from files.forms import KeptField, UploadsField
from files.models import StoredFile
from files.receiving import receive
from files.shown import shown
from tests.factories.files import PDF, content, stored

pytestmark = pytest.mark.django_db


class Composer(forms.Form):
    body = LongText()
    uploads = UploadsField()
    kept = KeptField()


def composer(*sent, kept=(), body="Some words"):
    files = [SimpleUploadedFile(name, bytes_) for name, bytes_ in sent]
    return Composer(MultiValueDict({"body": [body], "kept": list(kept)}), MultiValueDict({"uploads": files}))


def names(rows):
    return [row.name for row in rows]


def test_a_text_without_files_is_fine(member):
    form = composer()

    assert (receive(form, by=member), form.is_valid()) == ([], True)


def test_several_files_are_received_in_their_order(member):
    form = composer(("b.pdf", PDF), ("a.txt", b"words"))

    assert (names(receive(form, by=member)), form.is_valid()) == (["b.pdf", "a.txt"], True)


def test_each_bad_file_is_named_with_its_reason_and_the_good_ones_are_kept(member):
    form = composer(("good.pdf", PDF), ("bad.pdf", b""), ("worse\u202e.docx", b"MZ"))

    rows = receive(form, by=member)

    assert names(rows) == ["good.pdf"]
    assert form.errors["uploads"] == [
        "bad.pdf: The file is empty.",
        "worse.docx: This is a program, whatever its name says. Programs are not taken.",
    ]
    assert form["body"].value() == "Some words"


def test_what_shows_only_at_uploading_is_named_too(member, settings):
    settings.UPLOADS_PER_PERSON = 1
    form = composer(("a.pdf", PDF), ("b.pdf", PDF))

    rows = receive(form, by=member)

    assert names(rows) == ["a.pdf"]
    assert form.errors["uploads"] == [
        "b.pdf: You have used up your room for files. A moderator can tell you what to do about it."
    ]


def test_files_are_kept_while_the_rest_of_the_form_is_wrong(member):
    first = composer(("a.pdf", PDF), body="")
    kept = receive(first, by=member)

    second = composer(kept=[row.ref for row in kept])
    rows = receive(second, by=member)

    assert (first.is_valid(), list(first.errors)) == (False, ["body"])
    assert (second.is_valid(), rows) == (True, kept)
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("odd", ["", "\x00", "aaaaaaaaaa", "../..", "x" * 1000])
def test_an_odd_ref_is_left_out(member, odd):
    form = composer(kept=[odd])

    assert (receive(form, by=member), form.is_valid()) == ([], True)


def test_what_another_has_sent_is_left_out(member, other):
    assert receive(composer(kept=[stored(other).ref]), by=member) == []


def test_eleven_at_once_are_too_many(member):
    form = composer(*[(f"{number}.txt", b"words") for number in range(11)])

    receive(form, by=member)

    assert form.errors["uploads"] == ["Please send at most 10 files at once; these are 11."]


def test_the_field_takes_several_files_without_script():
    assert 'type="file"' in str(Composer()["uploads"])
    assert " multiple" in str(Composer()["uploads"])


def large_upload(settings, **cookies):
    settings.UPLOAD_MAX_BYTES = 100_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    sent = {"body": "words", "uploads": SimpleUploadedFile("a.pdf", b"%" * 900_000)}
    request = RequestFactory().post("/", sent)
    request.COOKIES.update(cookies)
    return request


def test_of_who_has_no_session_nothing_reaches_the_disk(settings):
    request = large_upload(settings)

    with closing(request):
        assert (dict(request.FILES), request.POST["body"]) == ({}, "words")


def test_no_more_than_a_byte_too_much_reaches_the_disk(settings):
    request = large_upload(settings, **{settings.SESSION_COOKIE_NAME: "x"})

    with closing(request):  # as the server does after each answer; the file on disk goes with it
        sent = request.FILES["uploads"]

        assert (sent.size, sent.seek(0, 2)) == (100_001, 100_001)
        assert Composer(request.POST, request.FILES).errors["uploads"] == ["a.pdf: The file is larger than 25 MB."]
    assert not Path(sent.temporary_file_path()).exists()


def test_the_list_of_files_names_type_size_and_language(member):
    file = stored(member, "docx", name="<b>Kittiwake.docx")
    file.language = "fr"

    html = render_to_string("files/file_list.html", {"files": [shown(file)]})

    assert f'<a href="/files/{file.ref}/"><bdi lang="fr">&lt;b&gt;Kittiwake.docx</bdi></a>' in html
    assert "<span>Word document</span>" in html
    assert "<span>French</span>" in html
    assert render_to_string("files/file_list.html", {"files": []}).strip() == ""
    assert len(content("docx").read()) == file.size
