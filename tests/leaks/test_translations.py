"""A translation is read by who reads its post, and tells no more of who wrote that (T1, T3, T4, T13)."""

import pytest

from core.models import AuditEntry
from forum import actions
from forum.actions.carrying import carry
from forum.actions.erasing import erase_post
from forum.models import PostTranslation, TranslationVersion
from forum.signing import Sign
from members.models import Appointment
from moderation.attribution import NOBODY
from search.finder import Wish, find
from search.models import Indexed
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.translations import make_translation
from tests.leaks.equal import answer_to, unknown_to
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Mouette"
ROLES = [role for role, _ in Appointment.ROLES]


@pytest.fixture
def inside(make_space, member, other):
    """A translation of a post in a secret space."""
    space = make_space("secret", people=[member, other])
    post = make_topic(make_board(space.audience), other).posts.get()
    return make_translation(post, member, body=f"{CANARY} à l’aube")


def test_outside_of_its_place_it_is_the_one_404(inside, client_of, make_member):
    addresses = [f"/forum/x/{inside.ref}/{deed}" for deed in ("", "history/", "withdraw/", "report/")]
    addresses.append(f"/forum/p/{inside.post.ref}/translate/")
    for outsider in (None, make_member(), *(make_member(roles=[role]) for role in ROLES)):
        client = client_of(outsider)
        for address in addresses:
            assert answer_to(client, address)[::2] == unknown_to(client, address)[::2], (outsider, address)


def test_inside_it_is_found_and_outside_it_is_not(inside, member, make_member, index):  # noqa: F811
    index()

    found = [
        find(Wish(typed=CANARY), user=user, language="fr").total
        for user in (member, make_member(), make_member(roles=["steward"]))
    ]

    assert found == [1, 0, 0]


def test_where_its_post_is_carried_it_is_found_by_the_readers_there_alone(member, other, make_space, index):  # noqa: F811
    source, inside = make_topic(make_board(), other), make_space("invite", people=[other])
    post = make_reply(source, other)
    make_translation(post, member, body=f"{CANARY} à l’aube")
    target = make_topic(make_board(inside.audience), other)
    index()

    carry([post], source, target, is_whole=False)

    soon = find(Wish(typed=CANARY), user=member, language="fr").total
    index()
    found = [find(Wish(typed=CANARY), user=user, language="fr").total for user in (member, other)]
    assert (soon, found) == (0, [0, 1])


def test_it_is_erased_with_its_post_and_leaves_the_index(member, other, index):  # noqa: F811
    post = make_reply(make_topic(make_board(), other), other)
    made = make_translation(post, member, body=f"{CANARY} à l’aube")
    index()
    before = Indexed.objects.filter(key=f"translation:{made.ref}").count()

    erase_post(post)
    index()

    assert (before, Indexed.objects.filter(key=f"translation:{made.ref}").count()) == (1, 0)
    assert (PostTranslation.objects.count(), TranslationVersion.objects.count()) == (0, 0)


@pytest.mark.parametrize("way", ["hide_post", "hide_topic", "withdraw_post"])
def test_it_goes_out_of_sight_with_its_post(member, other, moderator, client_of, index, way):  # noqa: F811
    topic = make_topic(make_board(), other)
    made = make_translation(make_reply(topic, other), member, body=f"{CANARY} à l’aube")
    index()

    thing = topic if way == "hide_topic" else made.post
    getattr(actions, way)(thing, by=other if way == "withdraw_post" else moderator)

    client = client_of(member)
    assert find(Wish(typed=CANARY), user=member, language="fr").total == 0
    assert client.get(f"/forum/x/{made.ref}/history/").status_code == 404
    assert CANARY not in client.get(topic.get_absolute_url()).content.decode()
    index()
    assert find(Wish(typed=CANARY), user=member, language="fr").total == 0


def test_who_wrote_without_a_name_is_told_and_named_nowhere(member, other, make_member, client_of, index):  # noqa: F811
    for _ in range(4):
        make_member()  # among fewer, no name would be hidden
    topic = make_topic(make_board(), member)
    post = make_reply(topic, other, sign=Sign(NOBODY))
    made = make_translation(post, member, body=f"{CANARY} à l’aube")
    index()

    client = client_of(member)
    pages = [
        client.get(address).content.decode() for address in (topic.get_absolute_url(), f"/forum/x/{made.ref}/history/")
    ]
    hits = find(Wish(typed=CANARY), user=member, language="fr").hits

    assert other.notices.filter(kind="forum.translation").count() == 1
    assert [other.name in page or other.ref in page for page in pages] == [False, False]
    assert [hit.key for hit in hits] == [f"translation:{made.ref}"]
    entries = AuditEntry.objects.filter(verb="forum.translate_post").values_list("actor", "reason")
    assert list(entries) == [(f"person:{member.ref}", "")]


def test_a_page_drawn_for_one_reader_is_the_same_for_the_next(member, other, moderator, client_of):
    """Translations are drawn with their post, once for all: what one may do is filled in each time."""
    topic = make_topic(make_board(), other)
    made = make_translation(topic.posts.get(), member)
    pages = [client_of(who).get(topic.get_absolute_url()).content.decode() for who in (member, moderator, other)]

    assert [page.count(f"/forum/x/{made.ref}/history/") for page in pages] == [1, 1, 1]
    assert PostTranslation.objects.visible_to(moderator).count() == 1
