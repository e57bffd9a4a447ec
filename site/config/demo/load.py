"""Loading the demo, once, in one transaction."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from config.demo import DOMAIN, texts
from config.demo.community import load_moderation, load_private, load_themes
from config.demo.drawing import drawn
from config.demo.lessons import load_lessons
from config.demo.profiles import load_profiles
from config.demo.topics import load_topic
from core.models import Audience
from core.refusals import Refusal
from files.actions import upload
from forum.actions import catch_up, create_board
from forum.models import Board
from members.actions import (
    accept_charter,
    accept_terms,
    add_to_space,
    admit,
    appoint,
    ask_for_outsider,
    ask_to_join,
    create_space,
    invite,
    invite_into,
    name_focal_point,
)
from members.actions.invitations import LASTS
from members.actions.inviting import OUTSIDER
from members.demo_factor import give_app
from members.models import CharterVersion, Institution, InstitutionDomain, InstitutionName, Invitation, User
from moderation.models.handling import COMMUNITY
from notifications.actions import mark_read
from thesaurus.actions import load as load_thesaurus

ACCOUNTS = ("expert", "newcomer", "trainer", "editor", "moderator", "steward", "investigator", "admin", "auditor")
REFERENCE = re.compile(r"\]\((person|topic|lesson):([a-z][a-z0-9-]*)\)")


class NotHere(Refusal):
    message = "The demo is for trying Fora out: it does not load in production settings."


class World:
    """What has been made so far, by the ids of the texts."""

    def __init__(self, now):
        self.now, self.people, self.spaces, self.themes, self.boards = now, {}, {}, {}, {}
        self.institutions = {}
        self.topics, self.lessons, self.pictures = {}, {}, {}
        self.files = {row["id"]: row for row in texts.table("files", "file")}

    def days_ago(self, days):
        return self.now - timedelta(days=days)

    def file(self, name, by):
        """A fresh upload of one of the demo's files: each holder has its own."""
        row = self.files[name]
        drawing = row["kind"] == "png"
        content = drawn(**_drawing(row)) if drawing else (texts.FOLDER / "files" / row["name"]).read_bytes()
        return upload(ContentFile(content, row["name"]), by=by, name=row["name"], language=row["language"])

    def linked(self, body):
        """The text with refs in the place of ids."""
        return REFERENCE.sub(lambda match: f"]({match[1]}:{self._ref(match[1], match[2])})", body)

    def _ref(self, kind, name):
        return {"person": self.people, "topic": self.topics, "lesson": self.lessons}[kind][name].ref


def is_loaded():
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def accounts():
    """Who can be signed in as, in the order of ACCOUNTS."""
    order = [f"{name}@{DOMAIN}" for name in ACCOUNTS]
    return sorted(User.objects.filter(email__in=order), key=lambda user: order.index(user.email))


def load(password):
    """Make the demo's world if it isn't there; raises NotHere in production. Gives whether anything was done."""
    if not settings.DEMO_ALLOWED:
        raise NotHere
    if is_loaded():
        return False
    load_thesaurus()
    with transaction.atomic():
        world = World(timezone.now())
        load_people(world, password)
        load_spaces(world)
        load_profiles(world)
        load_themes(world)
        load_boards(world)
        load_moderation(world)
        load_lessons(world)
        for text in texts.topics():
            load_topic(world, text)
        load_private(world)
        load_invitations(world)
        look_around(world)
    return True


def load_people(world, password):
    charter = CharterVersion.objects.current()
    institutions = {row["id"]: _institution(row) for row in texts.table("institutions", "institution")}
    for row in texts.table("people", "person"):
        person = admit(
            email=row["email"],
            name=row["name"],
            sort_name=row["sort_name"],
            language=row["language"],
            time_zone=row["time_zone"],
            institution=institutions[row["institution"]],
            job_title=row["job_title"],
            password=password if row.get("signs_in", True) else None,
            since=world.days_ago(row["joined_days_ago"]),
            by=None,
        )
        for role in row["roles"]:
            appoint(person, role, by=None)
        if row["roles"] and row.get("signs_in", True):
            give_app(person)
        accept_charter(charter, by=person)
        world.people[row["id"]] = person
    for row in texts.table("institutions", "institution"):
        for name in row["focal_points"]:
            name_focal_point(world.people[name], institutions[row["id"]], by=world.people["steward"])
    world.institutions = institutions


def _institution(row):
    institution = Institution.objects.create(kind=row["kind"], country=row["country"])
    InstitutionName.objects.bulk_create(
        InstitutionName(institution=institution, language=language, name=name) for language, name in row["name"].items()
    )
    InstitutionDomain.objects.bulk_create(
        InstitutionDomain(institution=institution, domain=domain) for domain in row["domains"]
    )
    return institution


def load_spaces(world):
    for row in texts.table("spaces", "space"):
        people = [(world.people[member["person"]], member) for member in row["members"]]
        keeper = next(person for person, member in people if member["role"] == "keeper")
        what = {name: row[name] for name in ("name", "kind", "purpose", "language")}
        space = create_space(**what, terms=row.get("terms", ""), by=keeper)
        for person, member in people:
            if person != keeper:
                until = world.days_ago(-member["days_left"]) if "days_left" in member else None
                add_to_space(person, space, by=keeper, role=member["role"], until=until)
                accept_terms(space, by=person)
        world.spaces[row["id"]] = space
        _ways_in(world, space, row)


def _ways_in(world, space, row):
    """What waits for a keeper's word."""
    for asked in row.get("asked_by", []):
        ask_to_join(space, by=world.people[asked["person"]], words=asked["words"], accepts_terms=True)
    for invited in row.get("invited", []):
        by = world.people[invited["by"]]
        invite_into(world.people[invited["person"]], space, by=by, line=invited["line"])


def load_boards(world):
    for row in texts.table("boards", "board"):
        title, purpose = row["title"], row["purpose"]
        world.boards[row["id"]] = create_board(
            audience=world_audience(world, row["audience"]),
            texts={language: (title[language], purpose.get(language, "")) for language in title},
            position=row["position"],
            theme=world.themes[row["theme"]] if "theme" in row else None,
            languages=row.get("languages", []),
            posting=row.get("posting", Board.OPEN),
            default_handling=row.get("default_handling", COMMUNITY),
            moderators=[world.people[name] for name in row.get("moderators", [])],
            by=None,
        )


def world_audience(world, name):
    """public, members, or `space:<id>` as the texts write it."""
    kind, _, space = name.partition(":")
    return world.spaces[space].audience if space else Audience.objects.get(key=kind)


def load_invitations(world):
    """Some that wait, one that ran out, and a keeper's request that a steward has to answer."""
    for row in texts.table("invitations", "invitation"):
        at, by, institution = (
            world.days_ago(row["days_ago"]),
            world.people[row["by"]],
            world.institutions[row["institution"]],
        )
        person = {name: row[name] for name in ("email", "name", "language", "line")}
        if "space" in row:
            asked = ask_for_outsider(world.spaces[row["space"]], by=by, institution=institution, **person)
            Invitation.objects.filter(pk=asked.pk).update(created_at=at, expires_at=at + OUTSIDER)
            continue
        spaces = [world.spaces[name] for name in row["spaces"]]
        sent = invite(**person, institution=institution, spaces=spaces, by=by)
        Invitation.objects.filter(pk=sent.pk).update(created_at=at, sent_at=at, expires_at=at + LASTS)
        sent.mails.update(at=at)


def look_around(world):
    """Everybody has been here before: what is older than their last visit is read."""
    for row in texts.table("people", "person"):
        until = world.days_ago(row["last_visit_days_ago"])
        catch_up(by=world.people[row["id"]], until=until)
        mark_read(by=world.people[row["id"]], until=until)


def _drawing(row):
    return {name: row[name] for name in ("width", "height", "boxes", "arrows")}
