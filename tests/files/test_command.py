"""`manage.py files sweep` says what it removed, and names what is missing."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from files import actions, disk
from files.models import StoredFile
from tests.factories.files import stored
from tests.factories.forum import make_board, make_topic

pytestmark = pytest.mark.django_db


def sweep():
    said, missed = StringIO(), StringIO()
    call_command("files", "sweep", stdout=said, stderr=missed)
    return said.getvalue(), missed.getvalue()


def test_what_nothing_holds_after_a_day_goes_and_what_hangs_somewhere_stays(member, lying):
    old, fresh, hung = stored(member), stored(member), stored(member)
    actions.attach(hung, to=make_topic(make_board(), member).posts.get(), by=member)
    StoredFile.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(hours=25))

    said = sweep()

    assert said == ("1 never attached removed, 0 without a row removed\n", "")
    assert set(StoredFile.objects.all()) == {fresh, hung}
    assert lying() == sorted([fresh.path, hung.path])
    assert not disk.full(old.path).exists()


def test_missing_bytes_are_named_and_nothing_else_happens(member):
    file = stored(member)
    disk.remove(file.path)

    assert sweep() == ("0 never attached removed, 0 without a row removed\n", f"missing on disk: file:{file.ref}\n")
    assert StoredFile.objects.count() == 1


def test_another_verb_is_refused():
    with pytest.raises(CommandError):
        call_command("files", "delete")
