"""What is signed without a name gives nobody the name: no page, list, hit, notice, mail, figure or column of a table
that anybody reads, whoever looks and in whatever way it was signed; and two such posts are not one person's."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import caches
from django.db import models
from django.utils import timezone

from core.audit import within_session
from core.forms import new_once
from core.models import AuditEntry
from core.things import key_of, kind_of_row
from files.actions import attach
from files.models import StoredFile
from forum import actions
from forum.actions.polls import Ask
from forum.models import Post, Topic
from forum.signing import Sign
from members.actions import add_to_space
from moderation.actions import assign, open_item_of
from moderation.attribution import INSTITUTION, NOBODY, ROLE
from moderation.models import ReviewItem
from moderation.refusals import NotAModerator
from notifications.models import Notice
from search.work import documents_of
from tests.factories.files import content, stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.offices import make_office
from tests.factories.texts import read_as
from tests.mailing import mailed
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Kittiwake Writer", "kittiwake@test.example"
SIGNS = {"institution": Sign(INSTITUTION), "role": Sign(ROLE, "prosecutor"), "nobody": Sign(NOBODY)}
PLACES = ("public", "members", "secret")
STAFF = ("steward", "moderator", "editor", "operator", "auditor")
# Tables whose rows are one person's own: nobody else is shown them.
OWN = {
    "forum.PostOrigin", "forum.TopicOrigin", "files.FileOrigin", "forum.ReadMark", "forum.Draft", "forum.Unsent",
    "notifications.Notice", "notifications.Delivery", "notifications.Follow", "notifications.Preference",
}  # fmt: skip
PLACES_OF_ALL = {"search.Indexed"}  # keys of what is indexed, people's own entries among them
TEXTS = (models.CharField, models.TextField, models.JSONField)
ROOMS = ("forum", "files", "moderation", "notifications", "search", "core")


class World:
    """A board with eight colleagues of one office; the writer among them has written there without a name."""

    def __init__(self, people, board, client_of):
        self.people, self.board, self.client_of = people, board, client_of
        self.writer, self.colleague = people["writer"], people["colleague"]

    def send(self, address, sign, **more):
        """As the writer's browser sends it: the session of its entries is the writer's."""
        client = self.client_of(self.writer)
        typed = {"once": new_once(), "attribution": sign.attribution, "role": sign.role, "language": "en", **more}
        response = client.post(address, typed, follow=True)
        assert response.redirect_chain, response.context["form"].errors

    @property
    def rows(self):
        files = StoredFile.objects.filter(holder__in=[key_of(post) for post in Post.objects.filter(author=None)])
        return [*Topic.objects.filter(author=None), *Post.objects.filter(author=None), *files]


@pytest.fixture
def people(make_member):
    office = make_office()
    found = {name: make_member(f"Colleague {name}", institution=office) for name in "abcdef"}
    found["writer"] = make_member(NAME, email=ADDRESS, institution=office)
    found["colleague"] = make_member("Corin Colleague", institution=office)
    return found | {role: make_member(f"Staff {role}", roles=[role]) for role in STAFF}


@pytest.fixture
def world(people, client_of, make_space, index, settings, tmp_path):  # noqa: F811
    """world(place) -> a World without a post yet."""
    settings.VAR = tmp_path

    def make(place):
        audience = place
        if place == "secret":
            inside = [person for name, person in people.items() if name not in STAFF]
            space = make_space("secret", keeper=people["a"], people=[each for each in inside if each != people["a"]])
            add_to_space(people["auditor"], space, by=people["a"], role="reader")
            audience = space.audience
        return World(people, make_board(audience), client_of)

    return make


@pytest.fixture
def board_of_many(make_member):
    """A board where many write."""
    for _ in range(10):
        make_member()
    return make_board()


def plant(world, sign):
    """All that the writer can do without a name, and what others answer to it."""
    world.send(f"/forum/b/{world.board.ref}/new/", sign, title="Heron question", body="Heron words.",
               uploads=content("png"))  # fmt: skip
    topic = Topic.objects.get()
    address = f"/forum/t/{topic.ref}/reply/"
    colleague = world.colleague
    quoted = actions.reply(topic, by=colleague, body="Heron answer.", once=new_once())
    quoting = f"> [{colleague.name}](post:{quoted.ref}):\n> Heron\n\n@[x](person:{colleague.ref}) Heron thanks."
    world.send(address, sign, body=quoting)
    thanks = Post.objects.get(number=3)
    paper = read_as(stored(world.writer, name="Heron paper.pdf"), "Heron text")
    attach(paper, to=thanks, by=world.writer, face=False)
    world.send(f"/forum/p/{thanks.ref}/edit/", sign, body="Heron thanks, said better.", reason="Better.")
    world.send(address, sign, body="Heron, taken back.")
    world.client_of(world.writer).post(f"/forum/p/{Post.objects.get(number=4).ref}/withdraw/")
    actions.reply(topic, by=colleague, body=f"> [x](post:{thanks.ref}):\n> Heron\n\nYes.", once=new_once())
    actions.lock_topic(topic, by=world.people["a" if world.board.space else "moderator"])
    world.client_of(world.writer).get(f"/forum/p/{thanks.ref}/edit/")  # refused: only its writer would try
    return topic


def traces(text, writer):
    return [word for word in (NAME, "Kittiwake", ADDRESS, writer.ref) if word in text]


def pages(world, topic):
    posts = topic.posts.values_list("ref", flat=True)
    yield from ("/", "/forum/", f"/forum/b/{world.board.ref}/", f"/forum/b/{world.board.ref}/?show=unanswered")
    yield from (f"/forum/t/{topic.ref}/", f"/forum/t/{topic.ref}/reply/?quote=3", "/search/?q=heron", "/notices/")
    yield from (f"/forum/p/{ref}/{part}" for ref in posts for part in ("", "history/", "report/", "hide/"))
    yield from ("/moderation/reports/", "/operations/", *(f"/audit/?kind={kind}" for kind in ("topic", "post", "file")))


def shown(client, address):
    response = client.get(address, follow=True)
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize(("place", "sign"), list(zip(PLACES, SIGNS, strict=True)))
def test_no_page_of_anybody_names_the_writer(world, index, place, sign, client_of):  # noqa: F811
    world = world(place)
    topic = plant(world, SIGNS[sign])
    index()
    mailed()
    found = {}
    for who in (None, "colleague", "a", *STAFF):
        client = client_of(world.people.get(who))
        for address in pages(world, topic):
            there = traces(shown(client, address), world.writer)
            if there:
                found[who, address] = there

    assert found == {}
    letters = [letter for letter in mail.outbox if letter.to != [ADDRESS]]
    assert [letter for letter in letters if traces(letter.body + letter.subject, world.writer)] == []


def entries_that_tell(world):
    keys = [key_of(row) for row in world.rows]
    named = AuditEntry.objects.filter(actor=key_of(world.writer))
    of_them = named.filter(models.Q(key__in=keys) | models.Q(reason__regex="|".join(row.ref for row in world.rows)))
    sessions = set(named.exclude(session="").values_list("session", flat=True))
    beside = AuditEntry.objects.filter(key__in=keys).filter(models.Q(session__in=sessions) & ~models.Q(session=""))
    return [(entry.verb, entry.key) for entry in of_them | beside]


@pytest.mark.parametrize(("place", "sign"), list(zip(PLACES, SIGNS, strict=True)))
def test_no_column_that_others_read_holds_the_writer(world, index, place, sign):  # noqa: F811
    world = world(place)
    plant(world, SIGNS[sign])
    index()
    mailed()

    assert entries_that_tell(world) == []
    assert tables_naming(world.writer) == []
    assert list(Notice.objects.exclude(recipient=world.writer).filter(actor=key_of(world.writer))) == []


def tables_naming(writer):
    """Tables of the rooms above with a row that points at the writer, or holds their name, ref or address."""
    found = []
    for model in (each for room in ROOMS for each in apps.get_app_config(room).get_models()):
        if model._meta.label in OWN | PLACES_OF_ALL or model is AuditEntry:
            continue
        columns = [field for field in model._meta.get_fields() if getattr(field, "column", None)]
        people = [field for field in columns if field.related_model is get_user_model()]
        texts = [field for field in columns if isinstance(field, TEXTS)]
        asked = [models.Q(**{field.name: writer}) for field in people]
        asked += [models.Q(**{f"{field.name}__icontains": writer.ref}) for field in texts]
        asked += [models.Q(**{f"{field.name}__icontains": "kittiwake"}) for field in texts]
        found += [(model._meta.label, str(each)) for each in asked if model.objects.filter(each).exists()]
    return found


def test_search_profile_and_directory_are_as_if_nothing_had_been_written(world, index, client_of):  # noqa: F811
    world = world("members")
    client = client_of(world.colleague)
    addresses = (f"/people/{world.writer.ref}/", "/people/", f"/people/?q={NAME}", f"/search/?q={NAME}")

    def seen():
        return [re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", shown(client, each)) for each in addresses]

    index()
    before = seen()
    topic = plant(world, SIGNS["role"])
    index()
    client.get(f"/forum/t/{topic.ref}/")
    client.post("/notices/read/")
    refs = {kind: [row.ref for row in world.rows if kind_of_row(row).name == kind] for kind in ("topic", "post")}
    known = [document for kind, some in refs.items() for _row, document in documents_of(kind, some).values()]

    assert seen() == before
    assert {document.author for document in known} == {""}


@pytest.mark.parametrize("place", ["members", "secret"])
def test_two_posts_of_one_person_are_no_more_alike_than_those_of_two(world, place):
    world = world(place)
    topic = actions.start_topic(world.board, by=world.colleague, title="Heron", body="Heron.", once=new_once())
    for writer in (world.writer, world.writer, world.people["b"]):
        world.writer = writer
        world.send(f"/forum/t/{topic.ref}/reply/", Sign(NOBODY), body="The same words.")
        # Said again by the same person within minutes it would be taken for the same post.
        topic.posts.update(created_at=timezone.now() - timedelta(minutes=11))
    posts = list(topic.posts.filter(number__gt=1).order_by("number"))
    page = shown(world.client_of(world.people["c"]), f"/forum/t/{topic.ref}/")
    drawn = dict(re.findall(r'<article class="post noted" id="p(\d+)"(.*?)</article>', page, re.DOTALL))

    def alike(post):
        numbers = rf"{post.ref}|(?<=[#p=])\d+\b|\bpost {post.number}\b|datetime=\"[^\"]*\""
        said = re.sub(numbers, "", drawn[str(post.number)], flags=re.IGNORECASE)
        entries = AuditEntry.objects.filter(key=key_of(post)).values_list("actor", "verb", "place", "session", "reason")
        return said, list(entries), kind_of_row(post).writer(post)

    assert alike(posts[0]) == alike(posts[1]) == alike(posts[2])


def test_opening_the_page_after_writing_is_no_entry_beside_that_of_the_post(world, client_of):
    world = world("secret")
    topic = plant(world, Sign(NOBODY))
    client_of(world.people["b"]).get(f"/forum/t/{topic.ref}/")

    opened = AuditEntry.objects.filter(verb="core.open", key=key_of(topic)).values_list("actor", flat=True)
    assert list(opened) == [key_of(world.people["b"])]


def test_opening_the_page_after_voting_in_secret_is_no_entry_beside_that_of_the_vote(world, client_of):
    world = world("secret")
    ask = Ask(("Yes", "No"), is_anonymous=True, closes_at=timezone.now() + timedelta(days=1))
    topic = actions.start_poll(world.board, ask=ask, by=world.writer, title="Heron", body="Heron.", once=new_once())

    actions.vote(topic.poll, by=world.colleague, refs=[topic.poll.choices.first().ref])
    client_of(world.colleague).get(f"/forum/t/{topic.ref}/")

    assert AuditEntry.objects.filter(verb="core.open", key=key_of(topic)).count() == 0


def test_opening_the_page_after_changing_a_topic_without_a_name_is_no_entry_beside_that_of_the_change(world, client_of):
    world = world("secret")
    world.send(f"/forum/b/{world.board.ref}/new/", Sign(NOBODY), title="Heron", body="Heron.")
    topic = Topic.objects.get()
    caches["limits"].clear()

    actions.edit_topic(topic, by=world.writer, title="Egret", kind="question")
    client_of(world.writer).get(f"/forum/t/{topic.ref}/")

    assert AuditEntry.objects.filter(verb="core.open", key=key_of(topic)).count() == 0


def test_an_item_is_given_to_the_moderator_who_wrote_it_without_a_name_as_to_any_other(moderator, make_member, member):
    people = [make_member(roles=["moderator"]) for _ in range(10)]
    writer, named = people[0], people[1]
    topic = make_topic(make_board(), member)
    post, signed = make_reply(topic, writer, sign=Sign(NOBODY)), make_reply(topic, named)
    items = {
        thing: actions.report_post(thing, by=member, reason="Look.") and open_item_of(thing) for thing in (post, signed)
    }

    for person in people:
        assign(items[post], post, to=person, by=moderator)
    with pytest.raises(NotAModerator):
        assign(items[signed], signed, to=named, by=moderator)

    given = ReviewItem.objects.get(pk=items[post].pk).events.filter(what="assigned").count()
    assert (given, Notice.objects.filter(kind="moderation.assigned", recipient=writer).count()) == (10, 0)
    assert not ReviewItem.objects.visible_to(writer).filter(pk=items[post].pk).exists()


@pytest.mark.parametrize("beyond", ["an answer", "the hour", "its kind", "nothing"])
def test_a_moderator_who_began_without_a_name_changes_it_as_moderators_do(board_of_many, moderator, beyond):
    topic = make_topic(board_of_many, moderator, sign=Sign(NOBODY), kind="question")
    if beyond == "an answer":
        make_reply(topic, moderator)
    if beyond == "the hour":
        Topic.objects.update(created_at=timezone.now() - timedelta(minutes=61))

    with within_session("one"):
        actions.edit_topic(
            topic, by=moderator, title="Egret", kind="announcement" if beyond == "its kind" else "question"
        )

    entry = AuditEntry.objects.latest("pk")
    as_moderator = ("forum.amend_topic", key_of(moderator), True)
    found = (entry.verb, entry.actor, bool(entry.session))
    assert found == (("forum.edit_topic", "", False) if beyond == "nothing" else as_moderator)
