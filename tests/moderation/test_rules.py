"""People × situation → answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.refusals import NotAllowed
from core.things import key_of
from forum import actions as forum
from forum.signing import Sign
from members.actions import add_to_space
from members.models import User
from moderation import rules
from moderation.actions import flag
from moderation.models import ReviewItem
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(make_member, make_space):
    """One person of each standing; `listed` moderates one board, the last four are in one secret space."""
    people = {
        "nobody": AnonymousUser(),
        "member": make_member("Member"),
        "moderator": make_member("Moderator", roles=["moderator"]),
        "steward": make_member("Steward", roles=["steward"]),
        "editor": make_member("Editor", roles=["editor"]),
        "operator": make_member("Admin", roles=["operator"]),
        "listed": make_member("Listed"),
        "dormant": make_member("Dormant", roles=["moderator"]),
        **{name: make_member(name.capitalize()) for name in ("keeper", "inner moderator", "insider", "reader")},
    }
    User.objects.filter(pk=people["dormant"].pk).update(dormant_at=timezone.now())
    people["dormant"].refresh_from_db()
    space = make_space("secret", keeper=people["keeper"])
    for name, role in [("inner moderator", "moderator"), ("insider", "member"), ("reader", "reader")]:
        add_to_space(people[name], space, by=people["keeper"], role=role)
    people["insider"].space = space
    return people


def those(people, rule, *things):
    return {name for name, person in people.items() if rule(person, *things)}


def test_every_member_may_report(people):
    assert those(people, rules.can_flag) == set(people) - {"nobody", "dormant"}


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("public", {"moderator", "listed"}),
        ("members", {"moderator", "listed"}),
        ("space", {"keeper", "inner moderator"}),
    ],
)
def test_who_moderates_the_place_decides_and_nobody_else(people, audience, expected):
    place = people["insider"].space.audience if audience == "space" else audience
    topic = make_topic(make_board(place, moderators=[people["listed"]]), people["insider"])

    assert those(people, rules.can_review, topic) == expected
    assert those(people, rules.can_review, topic.posts.get()) == expected


def test_nobody_decides_on_what_no_room_reviews(people):
    assert those(people, rules.can_review, make_board()) == set()


# --- what one wrote oneself


def test_nobody_decides_on_or_reads_reports_of_what_they_wrote(moderator, member, make_member, client_of):
    lena = make_member("Lena Listed", roles=["moderator"])
    make_member(), make_member(), make_member()  # among whom one is not told
    topic = make_topic(make_board(posting="all_held"), moderator)
    mine, waiting = make_reply(topic, moderator), make_reply(topic, moderator, sign=Sign("nobody"))
    flag(mine, by=member, reason="Look.")

    reads = {who: set(ReviewItem.objects.visible_to(who).values_list("key", flat=True)) for who in (moderator, lena)}

    assert reads == {moderator: set(), lena: {key_of(waiting), key_of(mine)}}
    assert [rules.can_review(who, mine) for who in (moderator, lena)] == [False, True]
    with pytest.raises(NotAllowed):
        forum.approve_post(waiting, by=moderator)
    assert client_of(moderator).get(f"/moderation/of/{key_of(mine)}/").status_code == 404


def test_nobody_brings_back_what_they_wrote(moderator, member, make_member):
    mine = make_reply(make_topic(make_board(), member), moderator)
    forum.hide_post(mine, by=make_member("Lena Listed", roles=["moderator"]))

    with pytest.raises(NotAllowed):
        forum.restore_post(mine, by=moderator)
