"""Reading notices: one's own, all or up to a moment, and what was audited."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from core.things import key_of
from notifications import actions
from notifications.models import Notice
from tests.factories.forum import make_reply
from tests.mailing import announce_all

pytestmark = pytest.mark.django_db


def unread(person):
    return list(person.notices.unread().order_by("id").values_list("key", flat=True))


def test_reading_all_reads_ones_own_and_nobody_elses(topic, member, other, make_member):
    third = make_member("Third")
    make_reply(topic, third)
    make_reply(topic, other)
    announce_all()

    actions.mark_read(by=member)

    assert (unread(member), len(unread(third))) == ([], 1)
    assert AuditEntry.objects.filter(verb="notifications.read").count() == 1


def test_reading_nothing_is_not_recorded(member):
    actions.mark_read(by=member)

    assert not AuditEntry.objects.filter(verb="notifications.read").exists()


def test_what_came_after_a_moment_stays_unread(topic, member, other):
    make_reply(topic, other)
    until = timezone.now()
    later = make_reply(topic, other)
    Notice.objects.filter(key=key_of(later)).update(created_at=until + timedelta(seconds=1))

    actions.mark_read(by=member, until=until)

    assert unread(member) == [key_of(later)]


def test_being_shown_a_thing_reads_the_notice_about_it_alone(topic, member, other):
    first, second = make_reply(topic, other), make_reply(topic, other)

    actions.read_about([key_of(first)], by=member)

    assert unread(member) == [key_of(second)]
