"""What a document says of its makers is shown to its sender before anybody else can read it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files.models import StoredFile
from tests.factories.files import stored
from tests.factories.forum import make_board, make_topic
from tests.factories.texts import read_as

pytestmark = pytest.mark.django_db
NOTICE = "This file says who made it, and whoever opens it can read that:"
HELD_BACK = "Nothing is posted yet."


@pytest.fixture
def topic(other):
    return make_topic(make_board(), other)


@pytest.fixture
def named(member):
    return read_as(stored(member, "docx", name="plan.docx"), "Text", found={"creator": "Ines Weber", "company": "ZPK"})


def send(client, topic, **sent):
    return client.post(f"/forum/t/{topic.ref}/reply/", {"body": "See this.", **sent})


def hidden(response, name):
    return re.findall(rf'name="{name}" value="([a-z0-9]+)"', response.content.decode())


def test_the_first_sending_comes_back_with_what_the_file_says_and_nothing_is_lost(topic, named, as_member):
    response = send(as_member, topic, kept=named.ref)

    html = response.content.decode()
    assert (response.status_code, topic.posts.count()) == (200, 1)
    assert (HELD_BACK in html, NOTICE in html, "Ines Weber" in html, "ZPK" in html) == (True, True, True, True)
    assert "See this." in html
    assert (hidden(response, "kept"), hidden(response, "told")) == ([named.ref], [named.ref])


def test_sent_once_more_it_is_posted(topic, named, as_member):
    response = send(as_member, topic, kept=named.ref, told=named.ref)

    named.refresh_from_db()
    assert (response.status_code, topic.posts.count()) == (302, 2)
    assert named.holder == f"post:{topic.posts.get(number=2).ref}"


def test_without_the_file_it_is_posted_at_once(topic, named, as_member):
    response = send(as_member, topic, told=named.ref)

    named.refresh_from_db()
    assert (response.status_code, named.holder) == (302, "")


def test_having_been_told_of_one_file_says_nothing_of_another(topic, named, as_member, member):
    second = read_as(stored(member, "pdf", name="b.pdf"), "Text", found={"manager": "Kestrel"})

    response = send(as_member, topic, kept=[named.ref, second.ref], told=named.ref)

    assert (response.status_code, topic.posts.count()) == (200, 1)
    assert set(hidden(response, "told")) == {named.ref, second.ref}


@pytest.mark.parametrize("found", [{}, {"program": "LibreOffice"}, {"title": "Plan", "created": "2026-01-01"}])
def test_what_names_nobody_is_posted_at_once(topic, as_member, member, found):
    file = read_as(stored(member, "docx", name="plan.docx"), "Text", found=found)

    assert send(as_member, topic, kept=file.ref).status_code == 302


def test_a_preview_tells_of_it_too_and_then_it_is_posted(topic, named, as_member):
    preview = send(as_member, topic, kept=named.ref, preview="1")

    assert (NOTICE in preview.content.decode(), HELD_BACK in preview.content.decode()) == (True, False)
    assert send(as_member, topic, kept=named.ref, told=hidden(preview, "told")).status_code == 302


def test_what_is_still_being_read_comes_back_once_and_then_may_go(topic, as_member, member):
    file = stored(member, "docx", name="plan.docx")

    first = send(as_member, topic, kept=file.ref)

    assert (first.status_code, "Its text is being read." in first.content.decode()) == (200, True)
    assert hidden(first, "waited") == [file.ref]
    assert send(as_member, topic, kept=file.ref, waited=file.ref).status_code == 302


def test_read_meanwhile_it_is_told_of_once_more(topic, as_member, member):
    file = stored(member, "docx", name="plan.docx")
    send(as_member, topic, kept=file.ref)
    read_as(file, "Text", found={"creator": "Ines Weber"})

    response = send(as_member, topic, kept=file.ref, waited=file.ref)

    assert (response.status_code, "Ines Weber" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("name", ["words.txt", "photo.png"])
def test_what_has_no_such_fields_is_posted_at_once(topic, as_member, name):
    from tests.factories.files import content

    file = content(name.rpartition(".")[2])

    response = send(as_member, topic, uploads=SimpleUploadedFile(name, file.read()))

    assert (response.status_code, StoredFile.objects.get().name) == (302, name)


def test_nobody_else_is_told_what_the_file_says(topic, named, as_member, client_of, other):
    send(as_member, topic, kept=named.ref, told=named.ref)

    for address in (f"/forum/t/{topic.ref}/", f"/files/{named.ref}/text/"):
        assert "Ines Weber" not in client_of(other).get(address).content.decode()


def test_what_the_file_says_stays_text(topic, as_member, member):
    file = read_as(stored(member, "docx", name="a.docx"), "Text", found={"creator": "<script>alert(1)</script>"})

    html = send(as_member, topic, kept=file.ref).content.decode()

    assert ("<script>alert" in html, "&lt;script&gt;alert(1)" in html) == (False, True)
