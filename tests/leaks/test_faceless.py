"""What else somebody does with what they signed without their name gives them away as little as writing it: settling
and changing a question, asking experts, objecting to moderators, keeping drafts, trying what is offered to others
alone; and what others do to it, such as moving, translating and deleting."""

import pytest

from core.forms import new_once
from core.things import key_of
from forum import actions
from forum.models import Draft, Post, Topic
from forum.moves import Plan
from moderation.actions import delete
from moderation.attribution import NOBODY
from moderation.models import ReviewItem
from notifications.models import Notice
from tests.factories.forum import make_reply
from tests.factories.moderation import decided
from tests.factories.translations import make_translation
from tests.leaks.test_attribution import (  # noqa: F401  (two are fixtures)
    ADDRESS,
    PLACES,
    SIGNS,
    STAFF,
    entries_that_tell,
    pages,
    people,
    shown,
    tables_naming,
    traces,
    world,
)
from tests.mailing import mailed
from tests.members.conftest import fresh_client_of  # noqa: F401  (a fixture)
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


class Deeds:
    """A question without a name, and all that its writer and others do with it afterwards."""

    def __init__(self, scene, sign):
        self.scene, self.sign = scene, sign
        self.browser = scene.client_of(scene.writer)
        self.moderator = scene.people["a" if scene.board.space else "moderator"]
        scene.send(f"/forum/b/{scene.board.ref}/new/", sign, title="Heron question", body="Heron words.")
        self.topic = Topic.objects.get(title="Heron question")

    def post(self, address, **sent):
        answer = self.browser.post(address, {"once": new_once(), "language": "en", **sent})
        assert answer.status_code == 302, (address, answer.context and answer.context.get("form"))
        self.browser.get(answer["Location"])

    def settle(self):
        """The question is changed, answered, and put to experts."""
        address = f"/forum/t/{self.topic.ref}/"
        self.post(f"{address}edit/", title="Heron question, asked better", kind="question")
        answer = make_reply(self.topic, self.scene.colleague, body="Heron answer.")
        self.post(f"/forum/p/{answer.ref}/accept/")
        self.post(f"{address}more/")
        self.post(f"{address}open/")
        self.post(f"{address}ask/", person=[self.scene.people["b"].ref], reason="Heron expert.")

    def object(self):
        """A reply is drafted, sent, hidden, objected to, brought back, quoted back and translated by others."""
        place = key_of(self.topic)
        self.browser.post("/forum/drafts/save/", {"place": place, "body": "Heron draft.", "attribution": NOBODY})
        assert Draft.objects.get(place=place).user == self.scene.writer
        self.scene.send(f"/forum/t/{self.topic.ref}/reply/", self.sign, body="Heron reply.")
        reply = Post.objects.get(body="Heron reply.")
        actions.hide_post(reply, by=self.moderator, reason="Heron.")
        self.post(f"/forum/p/{reply.ref}/appeal/")
        self.browser.get(f"/forum/p/{reply.ref}/said/")
        decided(Post.objects.get(pk=reply.pk), "restore", by=self.moderator)
        make_translation(Post.objects.get(pk=reply.pk), self.scene.colleague, body="Héron.")
        return Post.objects.get(pk=reply.pk)

    def try_what_is_for_others(self, reply):
        """Only its writer is refused what everybody else is offered: no refusal may be on record beside a name."""
        answers = [
            getattr(self.browser, method)(f"/forum/p/{reply.ref}/{deed}/", {"reason": "Heron.", "kind": "useful"})
            for deed in ("report", "signal")
            for method in ("get", "post")
        ]
        assert {answer.status_code for answer in answers} == {404}

    def carry(self, reply):
        """Moderators take the reply out into a topic of its own, and hide and delete what is left."""
        actions.move(
            self.topic, Plan(self.scene.board, numbers=(reply.number,), title="Heron apart"), by=self.moderator
        )
        apart = Topic.objects.get(title="Heron apart")
        self.scene.send(f"/forum/t/{apart.ref}/reply/", self.sign, body="Heron, apart.")
        self.browser.get(apart.get_absolute_url())
        thanks = Post.objects.get(body="Heron, apart.")
        actions.hide_post(thanks, by=self.moderator)
        delete(Post.objects.get(pk=thanks.pk), by=self.moderator, reason="Heron.")
        return apart


def all_deeds(scene, sign):
    deeds = Deeds(scene, sign)
    deeds.settle()
    reply = deeds.object()
    deeds.try_what_is_for_others(reply)
    return deeds, deeds.carry(reply)


def more_pages(topics, scene):
    posts = Post.objects.filter(topic__in=topics)
    for topic in topics:
        yield from pages(scene, topic)
        yield from (f"/forum/t/{topic.ref}/{part}" for part in ("print/", "fresh/?after=0", "search/?q=heron", "said/"))
    yield from (f"/forum/p/{post.ref}/{part}/" for post in posts for part in ("said", "amend", "lift", "translate"))
    yield from (f"/forum/topics/?show={each}" for each in ("new", "unread", "unanswered", "mine", "followed"))
    yield from (item.get_absolute_url() for item in ReviewItem.objects.all())
    yield from ("/moderation/?show=closed", "/moderation/log/", "/moderation/deletions/", "/moderation/holds/")
    yield from (
        f"/forum/b/{scene.board.ref}/feed/",
        "/forum/drafts/",
        "/forum/bookmarks/",
        "/forum/l/",
        "/search/?q=héron",
    )
    if scene.board.space:
        yield f"/spaces/{scene.board.space.ref}/log/"


@pytest.mark.parametrize(("place", "sign"), list(zip(PLACES, reversed(SIGNS), strict=True)))
def test_nothing_that_is_done_afterwards_names_the_writer(
    world, index, place, sign, client_of, fresh_client_of  # noqa: F811
):  # fmt: skip
    world = world(place)
    deeds, apart = all_deeds(world, SIGNS[sign])
    index()

    assert entries_that_tell(world) == []
    assert tables_naming(world.writer) == []
    assert list(Notice.objects.exclude(recipient=world.writer).filter(actor=key_of(world.writer))) == []
    letters = [letter for letter in mailed() if letter.to != [ADDRESS]]
    assert [letter for letter in letters if traces(str(letter.message()), world.writer)] == []
    found = {}
    for who in (None, "colleague", "b", "a", *STAFF):
        client = client_of(world.people.get(who))
        for address in dict.fromkeys(more_pages([deeds.topic, apart], world)):
            there = traces(shown(client, address), world.writer)
            if there:
                found[who, address] = there
    assert found == {}
    by_name = shown(client_of(world.colleague), "/search/?q=heron&from=kittiwake")
    assert [topic.ref for topic in (deeds.topic, apart) if topic.ref in by_name] == []
    copy = fresh_client_of(world.colleague).post(f"/forum/t/{deeds.topic.ref}/export/")
    assert (copy.status_code, traces(copy.content.decode(), world.writer)) == (200, [])
