"""Who will see this, where that is a few people and no audience: how many, counted once, and never for visitors."""

import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from forum.actions import report_post
from members import actions, readers
from members.models import User
from tests.factories.forum import make_board, make_conversation, make_topic

pytestmark = pytest.mark.django_db


def said(page):
    return page.content.decode()


def test_a_keepers_line_is_read_by_the_invited_person_and_the_keepers(kept, keepers, fresh_client_of):
    space = kept("invite")

    page = said(fresh_client_of(keepers[0]).get(f"/spaces/{space.ref}/invite/"))

    assert "<b>3 members will see this.</b> Who: the person whom you invite, and those who keep this space." in page
    assert f'href="/spaces/{space.ref}/people/" target="_blank"' in page


def test_a_wish_for_an_outsider_is_read_by_stewards_and_keepers_each_counted_once(
    kept, keepers, steward, fresh_client_of
):
    space = kept("invite")
    actions.add_to_space(steward, space, by=keepers[0], role="keeper")

    page = said(fresh_client_of(keepers[0]).get(f"/spaces/{space.ref}/outsiders/"))

    assert "<b>3 members will see this.</b> Who: the membership stewards, and those who keep this space." in page


def test_an_invitation_counts_stewards_and_focal_points(focal_point, steward, client_of):
    page = said(client_of(focal_point).get("/invitations/new/"))

    assert "<b>2 members will see this.</b> Who: the person whom you invite, the membership stewards" in page
    assert "Nobody else" not in page


def test_whoever_reports_a_message_learns_how_many_moderators_read_it(member, other, moderator, client_of):
    message = make_conversation(moderator, member)

    page = said(client_of(member).get(f"/forum/m/{message.ref}/report/"))

    assert "<b>0 members will see this.</b> Who: the moderators who take no part in the conversation." in page


def test_reasons_in_the_record_are_counted_once_a_request(member, steward, fresh_client_of, make_member):
    make_member("Alda Auditor", roles=["auditor"])

    page = said(fresh_client_of(steward).get(f"/roles/{member.ref}/"))

    assert page.count("<b>1 member will see this.</b> Who: those who read the record of what was done") == 2


@pytest.mark.parametrize("is_in_space", [False, True])
def test_where_a_spaces_keepers_read_a_reason_too_the_auditors_alone_are_not_counted(
    is_in_space, moderator, auditor, kept, keepers, member, client_of
):
    board = make_board(kept("invite", people=[member]).audience if is_in_space else "members")
    topic = make_topic(board, member)
    who = client_of(keepers[0] if is_in_space else moderator)
    report_post(topic.posts.get(), by=keepers[1], reason="See to it")

    hiding, reports = said(who.get(reverse("topic_hide", args=[topic.ref]))), said(who.get(reverse("review_queue")))

    counted = "<b>1 member will see this.</b> Who: those who read the record of what was done"
    assert (counted in hiding, counted in reports) == (not is_in_space, False)
    for page in (hiding, reports):
        assert "Who: those who read the record of what was done" in page


def test_once_a_request_and_never_for_visitors(member, kept, django_assert_num_queries):
    space = kept("invite")
    with django_assert_num_queries(1):
        assert [readers.those_who_keep(space, member).readers for _ in range(3)] == [2, 2, 2]

    with django_assert_num_queries(0):
        found = [readers.those_who_keep(space, AnonymousUser()), readers.confirmers(member, AnonymousUser())]

    assert [circle.readers for circle in found] == [None, None]


def test_the_number_of_many_is_kept_for_a_minute_each_audience_its_own(make_space, make_member, member, monkeypatch):
    now = time.monotonic()
    monkeypatch.setattr(readers, "MANY", 1)
    monkeypatch.setattr("core.kept.time", SimpleNamespace(monotonic=lambda: now))
    people = [make_member() for _ in range(3)]
    spaces = [make_space(people=people), make_space(people=people[:1])]

    def counted():
        return [readers.count_of(space.audience_id, User.objects.get(pk=member.pk)) for space in spaces]

    before = counted()
    actions.leave(people[1], spaces[0], by=people[1])
    soon, now = counted(), now + 61

    assert (before, soon, counted()) == ([4, 2], [4, 2], [3, 2])


def test_the_number_of_few_is_never_kept(make_space, make_member, member):
    people = [make_member() for _ in range(2)]
    space = make_space(people=people)
    before = readers.count_of(space.audience_id, User.objects.get(pk=member.pk))

    actions.leave(people[0], space, by=people[0])

    assert (before, readers.count_of(space.audience_id, User.objects.get(pk=member.pk))) == (3, 2)
