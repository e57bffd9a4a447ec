"""Every later step of the schema is taken with data in the tables, on whichever database the tests run on."""

import datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.audit import UNKNOWN
from core.collation import sort_key
from core.existence import migrations_are_behind
from core.gate import MEMBERS
from core.seals import seal_settled, verify
from forum.models import Conversation, Message
from members.actions import accept_terms, grant
from members.ensure import ensure
from members.models import CharterVersion, Entry, JoinRequest, Space, User
from search.live import next_seqs, refresh
from search.models import Counter
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_lesson

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SEQ = 7_000
# What steps are there to change, and what they take away: groups without rights, a value that each entry had.
CHANGED = {("members_user", "sort_name"), ("members_user", "is_superuser"), ("members_appointment", "role")}
WITHOUT_RIGHTS = ["Administrators", "Stewards"]
EVERYBODY = "all"
NOBODYS = {"django_migrations", "sqlite_stat1", "sqlite_stat4"}


@pytest.fixture
def world(make_member, make_space, editor):
    """Something in the tables of every room."""
    author = make_member("Amara Author")
    topic = make_topic(make_board(make_space(people=[author]).audience), author)
    refresh(make_reply(topic, author))
    make_lesson(editor, title="Agree the exit before the entry", summary="Two States agreed half of it.")
    return author


@pytest.fixture
def travel():
    """travel((room, name), …) -> the models as they were at these steps, or are; the latest are back after the test."""

    def to(*targets):
        executor = MigrationExecutor(connection)
        targets = list(targets) or executor.loader.graph.leaf_nodes()
        executor.migrate(targets)
        return executor.loader.project_state(targets).apps

    yield to
    if migrations_are_behind():
        to()


def tables():
    """{table: [{column: value}]} of the whole database, without the list of steps and the planner's own statistics."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - NOBODYS
        return {name: _rows(cursor, name) for name in names}


def _rows(cursor, table):
    cursor.execute(f'SELECT * FROM "{table}"')
    columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def only(rows, columns):
    return sorted(repr([row[column] for column in sorted(columns)]) for row in rows)


def assert_kept(before, after):
    """Every row is there as it was, in the columns that there are both before and after."""
    gone = {group["id"] for group in before["auth_group"] if group["name"] in WITHOUT_RIGHTS}
    for table, column in {"auth_group": "id", "members_user_groups": "group_id"}.items():
        before[table] = [row for row in before[table] if row[column] not in gone]
    facets = before.get("members_entryfacet", [])
    before["members_entryfacet"] = [row for row in facets if row["kind"] != EVERYBODY]
    for table in before.keys() & after.keys():
        assert len(after[table]) == len(before[table]), table
        if before[table]:
            both = {name for name in before[table][0].keys() & after[table][0] if (table, name) not in CHANGED}
            assert only(after[table], both) == only(before[table], both), table


# For each step: what is in the tables before it, and what must be true after it.


def stored(apps, name, type_name, **state):
    row = apps.get_model("files", "StoredFile")(
        ref=f"ref{name}", name=name, type=type_name, size=1, sha256="0" * 64, sha256_sent="0" * 64, path=name, **state
    )
    row.save()


def plant_files(apps, world):
    stored(apps, "report", "pdf")
    stored(apps, "letter", "docx")
    stored(apps, "gate", "png")
    stored(apps, "refused", "pdf", state="refused")
    stored(apps, "erased", "pdf", erased_at=timezone.now())


def claim_files(apps, world):
    rows = apps.get_model("files", "StoredFile").objects
    assert set(rows.exclude(queued_at=None).values_list("name", flat=True)) == {"report", "letter"}
    assert set(rows.values_list("attempts", "page_count", "read_at", "reading", "finding")) == {(0, None, None, "", "")}
    assert apps.get_model("files", "DocumentPage").objects.count() == 0


def claim_all_files(apps, world):
    names = apps.get_model("files", "StoredFile").objects.values_list("name", flat=True)
    assert set(names) == {"report", "letter", "gate", "refused", "erased"}


def plant_names(apps, world):
    users = apps.get_model("members", "User").objects
    for number, (name, sorted_by) in enumerate([("Ñuño", "nuno"), ("Єва", "єва"), ("Zoë", "zoe"), ("Ñora", "mine")]):
        users.create(email=f"name{number}@test.example", name=name, sort_name=sorted_by, ref=f"name{number}")


def claim_names(apps, world):
    users = apps.get_model("members", "User").objects.filter(ref__startswith="name")
    names = dict(users.values_list("name", "sort_name"))
    assert names["Ñuño"] == "n~un~o"
    assert sort_key("Евген") < names["Єва"] < sort_key("Жанна")
    assert (names["Zoë"], names["Ñora"]) == ("zoe", "mine")


def plant_keys(apps, world):
    users = apps.get_model("members", "User").objects
    for number, name in enumerate(["Яна", "Юрій", "ñu", "nuzco"]):
        users.create(email=f"key{number}@test.example", name=name, sort_name=sort_key(name), ref=f"key{number}")


def claim_keys(apps, world):
    users = apps.get_model("members", "User").objects.filter(ref__startswith="key").order_by("sort_name")
    assert list(users.values_list("name", flat=True)) == ["nuzco", "ñu", "Юрій", "Яна"]


def plant_counted(apps, world):
    apps.get_model("search", "Counter").objects.update(last=SEQ)
    apps.get_model("search", "Pending").objects.create(key="post:waits", seq=SEQ - 1)
    apps.get_model("search", "Indexed").objects.create(key="post:stands", seq=SEQ, index="one")


def claim_counted(apps, world):
    given = list(next_seqs(3))
    assert given[0] > SEQ
    assert given == sorted(set(given))


def plant_brought_over(apps, world):
    """Rows that came from SQLite, without their counter."""
    plant_counted(apps, world)
    if connection.vendor == "postgresql":
        apps.get_model("search", "Counter").objects.update(last=0)


def claim_brought_over(apps, world):
    claim_counted(apps, world)
    if connection.vendor == "postgresql":
        Counter.objects.update(last=SEQ)


def plant_signs(apps, world):
    pass


def claim_signs(apps, world):
    signs = apps.get_model("core", "Sign").objects
    assert signs.count() == 0
    signs.create(lane="index", worker="one", at=timezone.now())


def plant_unsent(apps, world):
    apps.get_model("forum", "Unsent").objects.create(
        digest="d" * 64, user_id=world.pk, address="/forum/", title="Half", body="A half-written post."
    )


def claim_unsent(apps, world):
    """What waits is gone within a day: nothing is carried over."""
    assert list(apps.get_model("forum", "Unsent").objects.values_list("address", "typed")) == [("/forum/", {})]


def claim_concepts(apps, world):
    assert apps.get_model("forum", "Topic").objects.get().concepts.count() == 0


def plant_unlabelled(apps, world):
    assert apps.get_model("forum", "Post").objects.count() > 0


def claim_labelled(apps, world):
    """What was there before labels is the community's."""
    for room, name in [("forum", "Post"), ("forum", "Revision"), ("files", "StoredFile")]:
        rows = apps.get_model(room, name).objects
        assert rows.exclude(handling_id="community").count() == 0


def plant_dated(apps, world):
    apps.get_model("library", "LessonPage").objects.update(event_date=datetime.date(2024, 2, 29))


def claim_dated(apps, world):
    lessons = apps.get_model("library", "LessonPage").objects
    assert list(lessons.values_list("event_date", flat=True)) == [datetime.date(2024, 2, 29)]
    assert apps.get_model("library", "LessonFile").objects.count() == 0


def plant_recorded(apps, world):
    apps.get_model("core", "AuditEntry").objects.create(
        actor=f"person:{world.ref}", verb="forum.reply", key="post:before", session="s" * 32, reason="why"
    )


def claim_recorded(apps, world):
    """Where these stood nobody knows any more, so nobody is shown them. The worker seals them like all others."""
    entries = apps.get_model("core", "AuditEntry").objects
    assert set(entries.values_list("place", flat=True)) == {UNKNOWN}
    assert seal_settled() == entries.count()
    assert verify().findings == []


def space_in(apps, kind, person, role="keeper", **details):
    """A space, as it was at this step, with one person in it. The name is also what finds it."""
    audience = apps.get_model("core", "Audience").objects.create(key=f"space:{kind}")
    terms_at = details.pop("accepted_at", None)
    space = apps.get_model("members", "Space").objects.create(
        ref=f"s{kind}", name=f"Space of kind {kind}", kind=kind, audience=audience, **details
    )
    accepted = {"terms_at": terms_at} if terms_at else {}
    apps.get_model("members", "Membership").objects.create(space=space, user_id=person.pk, role=role, **accepted)
    return space


def person_in(apps, name, **details):
    """A member, as they were at this step."""
    return apps.get_model("members", "User").objects.create(
        ref=name, name=name.capitalize(), email=f"{name}@test.example", accepted_at=timezone.now(), **details
    )


def anew(person):
    """The person as the code of today knows them."""
    return User.objects.get(pk=person.pk)


def plant_spaces(apps, world):
    for kind, role in [("open", "member"), ("request", "reader"), ("invite", "moderator"), ("secret", "keeper")]:
        space_in(apps, kind, world, role)


def claim_spaces(apps, world):
    """Whoever was inside is, in the same role: no terms, no end and no second factor keeps them out."""
    spaces = apps.get_model("members", "Space").objects
    assert set(spaces.values_list("terms", "ends_at", "asks_for_factor", "people_seen_by")) == {
        ("", None, False, "inside")
    }
    roles = {key: role for key, role in anew(world).space_roles.items() if len(key) < len("space:0123456789")}
    assert roles == {
        "space:open": "member", "space:request": "reader", "space:invite": "moderator", "space:secret": "keeper",
    }  # fmt: skip


def plant_asked(apps, world):
    """What waits for an answer: an invitation to Fora, one into a space, and a request for a place in one."""
    later, asker = timezone.now() + datetime.timedelta(days=7), person_in(apps, "asker", password="kept")
    space = space_in(apps, "request", world)
    space_in(apps, "invite", world)
    invitation = apps.get_model("members", "Invitation").objects.create(
        ref="invited", email="invited@test.example", digest="d" * 64, nonce="n", invited_by_id=world.pk,
        expires_at=later, sent_at=timezone.now(),
    )  # fmt: skip
    invitation.spaces.add(space)
    apps.get_model("members", "JoinRequest").objects.create(ref="asks", space=space, user=asker, words="Let me in.")
    apps.get_model("members", "SpaceInvitation").objects.create(
        ref="offered", space=space, user=asker, invited_by_id=world.pk, opens_at=timezone.now()
    )


def claim_asked(apps, world):
    """Nobody's sessions end by it, nobody is on a way back; and what waited is answered by the code of today."""
    users = apps.get_model("members", "User").objects
    assert set(users.values_list("session_round", "recovering_at")) == {(0, None)}
    grant(JoinRequest.objects.get(ref="asks"), by=anew(world))
    assert "space:request" in User.objects.get(ref="asker").audience_keys()


def plant_recovering(apps, world):
    plant_asked(apps, world)
    person = apps.get_model("members", "User").objects.get(ref="asker")
    now = timezone.now()
    apps.get_model("members", "User").objects.filter(ref="asker").update(session_round=3, recovering_at=now)
    apps.get_model("members", "KnownDevice").objects.create(user=person, digest="d" * 64)
    apps.get_model("members", "AccountEvent").objects.create(ref="event", user=person, kind="factor_added")
    request = apps.get_model("members", "RecoveryRequest").objects.create(ref="back", user=person, closes_at=now)
    apps.get_model("members", "RecoveryWord").objects.create(request=request, by_id=world.pk, how="By telephone.")


def claim_recovering(apps, world):
    """All members are asked for the first charter once, and are members meanwhile. An address may be invited for each
    institution, and for a space besides."""
    invitations = apps.get_model("members", "Invitation").objects
    invited = invitations.get(ref="invited")
    assert list(invited.spaces.values_list("ref", flat=True)) == ["srequest"]
    space = apps.get_model("members", "Space").objects.get(ref="sinvite")
    invitations.create(ref="again", email=invited.email, space=space, expires_at=invited.expires_at)
    assert set(apps.get_model("members", "User").objects.values_list("charter_due_at", flat=True)) == {None}
    ensure()
    charter = CharterVersion.objects.get()
    assert set(User.objects.values_list("charter_due_at", flat=True)) == {charter.published_at}
    assert anew(world).is_member


def plant_chartered(apps, world):
    now = timezone.now()
    version = apps.get_model("members", "CharterVersion").objects.get(number=1)
    apps.get_model("members", "CharterAcceptance").objects.create(version=version, user_id=world.pk)
    institution = apps.get_model("members", "Institution").objects.create(ref="office", kind="court")
    apps.get_model("members", "InstitutionDomain").objects.create(institution=institution, domain="court.example")
    apps.get_model("members", "FocalPoint").objects.create(institution=institution, user_id=world.pk)
    invitation = apps.get_model("members", "Invitation").objects.create(
        ref="invited", email="invited@test.example", institution=institution, expires_at=now
    )
    apps.get_model("members", "InvitationMail").objects.create(invitation=invitation, by_id=world.pk)
    space_in(apps, "open", world, accepted_at=now)
    space_in(apps, "secret", world)


def claim_chartered(apps, world):
    """The charter that was accepted is the one there is; and several spaces that no form made stand side by side."""
    ensure()
    assert list(anew(world).charter_acceptances.values_list("version__number", flat=True)) == [1]
    assert CharterVersion.objects.count() == 1
    assert set(apps.get_model("members", "Space").objects.values_list("once", "terms_at", "reminded_at")) == {
        ("", None, None)
    }
    assert {"space:open", "space:secret"} <= anew(world).audience_keys()
    assert list(anew(world).focal_times.current().values_list("institution__ref", flat=True)) == ["office"]


def plant_described(apps, world):
    institution = apps.get_model("members", "Institution").objects.create(ref="office", kind="court", country="Chad")
    apps.get_model("members", "InstitutionName").objects.create(
        institution=institution, language="en", name="Special Court"
    )
    for name, details in {"placed": {"institution": institution, "job_title": "Judge"}, "unplaced": {}}.items():
        person = person_in(apps, name, sort_name=sort_key(name))
        apps.get_model("members", "Profile").objects.create(user=person, **details)
    space = space_in(apps, "request", world)
    apps.get_model("members", "Widening").objects.create(ref="wider", space=space, kind="open", asked_by_id=world.pk)
    apps.get_model("members", "SpaceEvent").objects.create(ref="event", space=space, kind="changed", by_id=world.pk)


def claim_described(apps, world):
    """Position and institution, which members saw until now, stay seen, and the directory has everybody by name."""
    parts = apps.get_model("members", "ProfilePart").objects
    assert parts.count() == 0
    ensure()
    told = parts.filter(profile__user__ref="placed").values_list("kind", "audience")
    assert set(told) == {("title", MEMBERS), ("institution", MEMBERS), ("writing", MEMBERS)}
    placed = Entry.objects.get(ref="placed")
    assert (placed.shown_as, placed.title, placed.institution.ref, placed.is_named) == (
        "Placed", "Judge", "office", True,
    )  # fmt: skip
    assert Entry.objects.get(ref="unplaced").shown_as == "Unplaced"
    assert Entry.objects.count() == User.objects.filter(profile__isnull=False).count()


def plant_administrators(apps, world):
    appointments = apps.get_model("members", "Appointment").objects
    for name, roles in {"former": ["admin"], "present": ["admin", "steward"], "other": ["moderator"]}.items():
        person = person_in(apps, name, is_superuser=name != "other")
        for role in roles:
            appointments.create(user=person, role=role, ended_at=timezone.now() if name == "former" else None)
    groups = apps.get_model("auth", "Group").objects
    for name in WITHOUT_RIGHTS:
        apps.get_model("members", "User").objects.get(ref="present").groups.add(groups.create(name=name))


def claim_administrators(apps, world):
    """Administrators are operators, who see no content; nobody can do everything, and editors keep their group."""
    appointments = apps.get_model("members", "Appointment").objects
    held = set(appointments.filter(user__ref__in=["former", "present", "other"]).values_list("user__ref", "role"))
    assert held == {("former", "operator"), ("present", "operator"), ("present", "steward"), ("other", "moderator")}
    assert not apps.get_model("members", "User").objects.filter(is_superuser=True).exists()
    groups = set(apps.get_model("auth", "Group").objects.values_list("name", flat=True))
    assert groups & set(WITHOUT_RIGHTS) == set()
    assert "Editors" in groups
    assert User.objects.get(ref="present").roles == {"operator", "steward"}
    assert User.objects.get(ref="former").roles == frozenset()


def plant_waiting(apps, world):
    space = space_in(
        apps, "request", world, terms="Say nothing outside.", terms_at=timezone.now(), accepted_at=timezone.now()
    )
    asker = person_in(apps, "asker")
    apps.get_model("members", "JoinRequest").objects.create(ref="asks", space=space, user=asker, words="Let me in.")


def claim_waiting(apps, world):
    """Whoever asked before is let in as far as the door, and is inside once they accept the terms there."""
    asked = JoinRequest.objects.get(ref="asks")
    assert (asked.terms_at, asked.words) == (None, "Let me in.")
    grant(asked, by=anew(world))
    assert "space:request" not in User.objects.get(ref="asker").audience_keys()
    accept_terms(Space.objects.get(ref="srequest"), by=User.objects.get(ref="asker"))
    assert "space:request" in User.objects.get(ref="asker").audience_keys()


def plant_listed(apps, world):
    for name in ("first", "second"):
        entry = apps.get_model("members", "Entry").objects.create(
            user=person_in(apps, name), ref=name, shown_as=name.capitalize(), listed_as=sort_key(name)
        )
        for kind, value in ((EVERYBODY, ""), ("language", "uk")):
            apps.get_model("members", "EntryFacet").objects.create(entry=entry, kind=kind, value=value)


def claim_listed(apps, world):
    """What an entry is narrowed by stays, and what counted them all goes; each bears a stamp."""
    facets = apps.get_model("members", "EntryFacet").objects.filter(entry__ref__in=["first", "second"])
    assert set(facets.values_list("kind", "value")) == {("language", "uk")}
    assert facets.count() == 2
    assert not apps.get_model("members", "EntryFacet").objects.filter(kind=EVERYBODY).exists()
    assert not apps.get_model("members", "Entry").objects.filter(stamp=None).exists()


def plant_unkept(apps, world):
    space_in(apps, "open", world)
    space = space_in(apps, "invite", world, role="member")
    apps.get_model("members", "SpaceEvent").objects.create(ref="event", space=space, kind="changed", by_id=world.pk)
    apps.get_model("members", "AccountEvent").objects.create(ref="new", user_id=world.pk, kind="new_device")


def claim_unkept(apps, world):
    """Of a space that nobody keeps its people are told yet: nobody was before."""
    assert set(apps.get_model("members", "Space").objects.values_list("unkept_at", flat=True)) == {None}
    unkept = Space.objects.unkept()
    assert (unkept.filter(ref="sinvite").exists(), unkept.filter(ref="sopen").exists()) == (True, False)


def plant_ways_back(apps, world):
    now = timezone.now()
    requests = apps.get_model("members", "RecoveryRequest").objects
    for name, opens_at in {"confirmed": now, "asked": None}.items():
        requests.create(ref=name, user=person_in(apps, name), opens_at=opens_at, closes_at=now)


def claim_ways_back(apps, world):
    """The second word was given a day before it set the moment of opening."""
    requests = apps.get_model("members", "RecoveryRequest").objects
    confirmed, asked = requests.get(ref="confirmed"), requests.get(ref="asked")
    assert confirmed.opens_at - confirmed.confirmed_at == datetime.timedelta(hours=24)
    assert (asked.opens_at, asked.confirmed_at) == (None, None)


def plant_noticed(apps, world):
    notices = apps.get_model("notifications", "Notice").objects
    notices.create(ref="unread", recipient_id=world.pk, kind="forum.reply", key="post:one", actor="person:x")
    notices.create(ref="read", recipient_id=world.pk, kind="forum.reply", key="post:two", read_at=timezone.now())


def claim_noticed(apps, world):
    """What was told on the page alone is not told by mail afterwards."""
    notices = apps.get_model("notifications", "Notice").objects
    assert dict(notices.filter(recipient_id=world.pk).values_list("ref", "key")).items() >= {
        ("unread", "post:one"), ("read", "post:two"),
    }  # fmt: skip
    assert apps.get_model("notifications", "Delivery").objects.count() == 0
    assert apps.get_model("notifications", "Preference").objects.count() == 0


def plant_issue_4(apps, world):
    for plant in (plant_recorded, plant_spaces, plant_noticed, plant_administrators):
        plant(apps, world)


def claim_issue_4(apps, world):
    for claim in (claim_recorded, claim_noticed, claim_administrators, claim_spaces):
        claim(apps, world)


def plant_issue_3(apps, world):
    for plant in (plant_files, plant_names, plant_counted):
        plant(apps, world)


def claim_issue_3(apps, world):
    for claim in (claim_signs, claim_files, claim_names, claim_counted):
        claim(apps, world)


def plant_letters(apps, world):
    """Two people who wrote each other, and somebody whose words never arrived."""
    other, blocked = person_in(apps, "other"), person_in(apps, "blocked")
    messages, now = apps.get_model("members", "ContactMessage").objects, timezone.now()
    for number, (sender, recipient, unheard_at) in enumerate(
        [(world.pk, other.pk, None), (other.pk, world.pk, None), (blocked.pk, world.pk, now)]
    ):
        messages.create(
            ref=f"letter{number}", sender_id=sender, recipient_id=recipient, body=f"Words {number}.",
            once=f"{number}" * 20, unheard_at=unheard_at,
        )  # fmt: skip


def claim_letters(apps, world):
    """A conversation for each two, read by them alone; what never arrived does not arrive now."""
    other, blocked = User.objects.get(ref="other"), User.objects.get(ref="blocked")
    seen = [
        list(Message.objects.visible_to(person).order_by("ref").values_list("ref", "number"))
        for person in (anew(world), other, blocked)
    ]
    assert seen == [[("letter0", 1), ("letter1", 2)]] * 2 + [[("letter2", 1)]]
    assert Conversation.objects.visible_to(anew(world)).count() == 1


def claim_no_letters(apps, world):
    assert Conversation.objects.count() == 0


def plant_reported(apps, world):
    flags = apps.get_model("moderation", "Flag").objects
    second, now = person_in(apps, "second"), timezone.now()
    for number, (key, reporter, closed_at) in enumerate(
        [("post:one", world.pk, None), ("post:one", second.pk, None), ("post:two", world.pk, now)]
    ):
        flags.create(
            ref=f"flag{number}", key=key, reporter_id=reporter, reason="Look.", closed_at=closed_at,
            decision="hide" if closed_at else "",
        )  # fmt: skip


def claim_reported(apps, world):
    """What was reported and not decided on waits in the queue, each thing once."""
    items = apps.get_model("moderation", "ReviewItem").objects
    assert list(items.values_list("key", "why", "version", "closed_at")) == [("post:one", "flag", 1, None)]
    assert list(items.get().events.values_list("what", "why")) == [("opened", "flag")]


def plant_found(apps, world):
    found = {"state": "waiting", "finding": "infected", "scanned_at": timezone.now()}
    stored(apps, "held", "pdf", **found)
    stored(apps, "free", "pdf")


def claim_found(apps, world):
    items = apps.get_model("moderation", "ReviewItem").objects
    assert list(items.values_list("key", "why")) == [("file:refheld", "file")]


STEPS = {
    "core: seals": ([("core", "0002_sign")], plant_recorded, claim_recorded),
    "core: signs": ([("core", "0001_initial")], plant_signs, claim_signs),
    "files: documents": ([("files", "0001_initial")], plant_files, claim_files),
    "files: by state": ([("files", "0002_document_pages")], plant_files, claim_all_files),
    "files: what was found": ([("files", "0005_origins")], plant_found, claim_found),
    "moderation: what is reported": ([("moderation", "0003_queue")], plant_reported, claim_reported),
    "forum: concepts": ([("forum", "0001_initial")], plant_unsent, claim_concepts),
    "forum: what waits": ([("forum", "0002_topic_concepts")], plant_unsent, claim_unsent),
    "forum: private conversations": (
        [("forum", "0008_attribution"), ("members", "0014_recovery_confirmed")],
        plant_letters,
        claim_letters,
    ),
    "forum: messages of the contact form": (
        [("forum", "0009_conversations"), ("members", "0014_recovery_confirmed")],
        plant_signs,
        claim_no_letters,
    ),
    "forum: translations": (
        [("forum", "0011_held_posts")],
        plant_signs,
        claim_no_letters,
    ),
    "moderation: labels": (
        [("forum", "0006_topics_by_age"), ("files", "0003_files_by_state"), ("moderation", "0001_initial")],
        plant_unlabelled,
        claim_labelled,
    ),
    "library: workflow": ([("library", "0001_lessons")], plant_dated, claim_dated),
    "members: sort names": ([("members", "0002_people_and_spaces")], plant_names, claim_names),
    "members: by code points": ([("members", "0003_sort_names")], plant_keys, claim_keys),
    "members: invitations": ([("members", "0004_sort_by_code_points")], plant_spaces, claim_spaces),
    "members: signing in": ([("members", "0005_invitations")], plant_asked, claim_asked),
    "members: coming in": ([("members", "0006_signing_in")], plant_recovering, claim_recovering),
    "members: spaces": ([("members", "0007_coming_in")], plant_chartered, claim_chartered),
    "members: profiles": ([("members", "0008_spaces")], plant_described, claim_described),
    "members: roles": ([("members", "0009_profiles")], plant_administrators, claim_administrators),
    "members: terms at the door": ([("members", "0010_roles")], plant_waiting, claim_waiting),
    "members: stamps": ([("members", "0011_join_terms")], plant_listed, claim_listed),
    "members: kept and told": ([("members", "0012_stamps")], plant_unkept, claim_unkept),
    "members: way back confirmed": ([("members", "0013_kept_and_told")], plant_ways_back, claim_ways_back),
    "notifications: mail": ([("notifications", "0001_initial")], plant_noticed, claim_noticed),
    "search: query log": ([("search", "0001_initial")], plant_counted, claim_counted),
    "search: sequence": ([("search", "0002_query_log")], plant_counted, claim_counted),
    "search: brought over": ([("search", "0002_query_log")], plant_brought_over, claim_brought_over),
    "all that came after the third issue": (
        [
            ("core", "0001_initial"),
            ("files", "0001_initial"),
            ("members", "0002_people_and_spaces"),
            ("search", "0002_query_log"),
        ],
        plant_issue_3,
        claim_issue_3,
    ),
    "all that came after the fourth issue": (
        [("core", "0002_sign"), ("members", "0004_sort_by_code_points"), ("notifications", "0001_initial")],
        plant_issue_4,
        claim_issue_4,
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_forward_keeps_every_row(world, travel, step):
    targets, plant, claim = STEPS[step]
    plant(travel(*targets), world)
    before = tables()

    apps = travel()

    assert_kept(before, tables())
    claim(apps, world)


def test_every_later_step_of_a_room_is_among_them():
    loader = MigrationExecutor(connection).loader
    left = {room_and_name for targets, *_ in STEPS.values() for room_and_name in targets}
    ours = {label for label, _ in left} | {"cms", "moderation", "thesaurus"}

    earlier = {
        parent
        for key, node in loader.disk_migrations.items()
        if key[0] in ours
        for parent in node.dependencies
        if parent[0] == key[0]
    }

    assert earlier - {("members", "0001_user")} == left  # before it had people, Fora had no data


def test_models_and_steps_agree(capsys):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"
