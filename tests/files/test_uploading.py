"""Files arrive before the text that they belong to: for their sender alone, as they would with the form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files.models import StoredFile
from tests.factories.files import content, stored

pytestmark = pytest.mark.django_db


def send(client, *files, **fields):
    return client.post("/files/upload/", {"uploads": list(files), **fields})


def picture(name="map.png"):
    return SimpleUploadedFile(name, content("png").read(), "image/png")


def test_a_file_is_taken_and_carried_along(as_member, member):
    before = stored(member, "png")

    answer = send(as_member, picture(), kept=[before.ref])

    new = StoredFile.objects.exclude(pk=before.pk).get()
    page = answer.content.decode()
    assert (answer.status_code, new.uploader, new.attached_at, new.audience) == (200, member, None, None)
    assert [f'name="kept" value="{file.ref}" checked' in page for file in (before, new)] == [True, True]


def test_what_can_not_be_taken_is_named_beside_what_was(as_member):
    program = SimpleUploadedFile("report.pdf", b"MZ" + b"\x00" * 200, "application/pdf")

    answer = send(as_member, picture(), program)

    assert (answer.status_code, StoredFile.objects.count()) == (422, 1)
    assert "report.pdf" in answer.content.decode()


def test_nobody_carries_the_file_of_another(as_member, other):
    theirs = stored(other, "png")

    assert theirs.ref not in send(as_member, kept=[theirs.ref]).content.decode()


def test_visitors_send_nothing(anonymous):
    assert (send(anonymous, picture()).status_code, StoredFile.objects.count()) == (404, 0)
