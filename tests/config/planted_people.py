"""People and spaces as they were before each step of their room, and what must be true of them after it."""

import datetime

from django.utils import timezone

from core.collation import sort_key
from core.gate import MEMBERS
from members.actions import accept_terms, grant
from members.ensure import ensure
from members.models import CharterAcceptance, CharterVersion, Entry, JoinRequest, Space, User

# What steps take away: groups without rights, a value that each entry had.
WITHOUT_RIGHTS = ["Administrators", "Stewards"]
EVERYBODY = "all"
ROLES = {"open": "member", "request": "reader", "invite": "moderator", "secret": "keeper"}  # in a space of each kind
# What one step plants and the claims of earlier ones are not about.
RECOVERING, WITH_TERMS, TOLD, LISTED = "lost", "door", "told", ["first", "second"]


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


def space_in(apps, name, kind, person, role="keeper", **details):
    """A space, as it was at this step, with one person in it. The name is also what finds it."""
    audience = apps.get_model("core", "Audience").objects.create(key=f"space:{name}")
    terms_at = details.pop("accepted_at", None)
    space = apps.get_model("members", "Space").objects.create(
        ref=name, name=f"The {name} space", kind=kind, audience=audience, **details
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
    for kind, role in ROLES.items():
        space_in(apps, kind, kind, world, role)


def claim_spaces(apps, world):
    """Whoever was inside is, in the same role: no terms, no end and no second factor keeps them out."""
    spaces = apps.get_model("members", "Space").objects.exclude(ref=WITH_TERMS)
    assert set(spaces.values_list("terms", "ends_at", "asks_for_factor", "people_seen_by")) == {
        ("", None, False, "inside")
    }
    roles = anew(world).space_roles
    assert {kind: roles.get(f"space:{kind}") for kind in ROLES} == ROLES


def plant_asked(apps, world, who="asker"):
    """What waits for an answer: an invitation to Fora, one into a space, and a request for a place in one."""
    later, asker = timezone.now() + datetime.timedelta(days=7), person_in(apps, who, password="kept")
    space = space_in(apps, f"{who}-1", "request", world)
    space_in(apps, f"{who}-2", "invite", world)
    invitation = apps.get_model("members", "Invitation").objects.create(
        ref=who, email=f"{who}-invited@test.example", digest=who.ljust(64, "d"), nonce="n", invited_by_id=world.pk,
        expires_at=later, sent_at=timezone.now(),
    )  # fmt: skip
    invitation.spaces.add(space)
    apps.get_model("members", "JoinRequest").objects.create(ref=who, space=space, user=asker, words="Let me in.")
    apps.get_model("members", "SpaceInvitation").objects.create(
        ref=who, space=space, user=asker, invited_by_id=world.pk, opens_at=timezone.now()
    )


def claim_asked(apps, world):
    """Nobody's sessions end by it, nobody is on a way back; and what waited is answered by the code of today."""
    users = apps.get_model("members", "User").objects.exclude(ref=RECOVERING)
    assert set(users.values_list("session_round", "recovering_at")) == {(0, None)}
    grant(JoinRequest.objects.get(ref="asker"), by=anew(world))
    assert "space:asker-1" in User.objects.get(ref="asker").audience_keys()


def plant_recovering(apps, world):
    plant_asked(apps, world, RECOVERING)
    users, now = apps.get_model("members", "User").objects, timezone.now()
    users.filter(ref=RECOVERING).update(session_round=3, recovering_at=now)
    person = users.get(ref=RECOVERING)
    apps.get_model("members", "KnownDevice").objects.create(user=person, digest="d" * 64)
    apps.get_model("members", "AccountEvent").objects.create(ref="event", user=person, kind="factor_added")
    request = apps.get_model("members", "RecoveryRequest").objects.create(ref="back", user=person, closes_at=now)
    apps.get_model("members", "RecoveryWord").objects.create(request=request, by_id=world.pk, how="By telephone.")


def claim_recovering(apps, world):
    """All members are asked for the first charter once, and are members meanwhile. An address may be invited for each
    institution, and for a space besides."""
    invitations = apps.get_model("members", "Invitation").objects
    invited = invitations.get(ref=RECOVERING)
    assert list(invited.spaces.values_list("ref", flat=True)) == ["lost-1"]
    space = apps.get_model("members", "Space").objects.get(ref="lost-2")
    invitations.create(ref="again", email=invited.email, space=space, expires_at=invited.expires_at)
    assert set(apps.get_model("members", "User").objects.values_list("charter_due_at", flat=True)) == {None}
    # There was no charter yet: this one came with the plants of a later step.
    CharterAcceptance.objects.all().delete()
    CharterVersion.objects.all().delete()
    ensure()
    charter = CharterVersion.objects.get()
    assert set(User.objects.values_list("charter_due_at", flat=True)) == {charter.published_at}
    assert anew(world).is_member


def plant_chartered(apps, world):
    now = timezone.now()
    version = apps.get_model("members", "CharterVersion").objects.create(number=1, published_at=now)
    apps.get_model("members", "CharterText").objects.create(version=version, language="en", body="Keep what you hear.")
    apps.get_model("members", "CharterAcceptance").objects.create(version=version, user_id=world.pk)
    institution = apps.get_model("members", "Institution").objects.create(ref="office", kind="court")
    apps.get_model("members", "InstitutionDomain").objects.create(institution=institution, domain="court.example")
    apps.get_model("members", "FocalPoint").objects.create(institution=institution, user_id=world.pk)
    invitation = apps.get_model("members", "Invitation").objects.create(
        ref="invited", email="invited@test.example", institution=institution, expires_at=now
    )
    apps.get_model("members", "InvitationMail").objects.create(invitation=invitation, by_id=world.pk)
    space_in(apps, "chartered", "open", world, accepted_at=now)
    space_in(apps, "hidden", "secret", world)


def claim_chartered(apps, world):
    """The charter that was accepted is the one there is; and several spaces that no form made stand side by side."""
    ensure()
    assert list(anew(world).charter_acceptances.values_list("version__number", flat=True)) == [1]
    assert CharterVersion.objects.count() == 1
    spaces = apps.get_model("members", "Space").objects.exclude(ref=WITH_TERMS)
    assert set(spaces.values_list("once", "terms_at", "reminded_at")) == {("", None, None)}
    assert {"space:chartered", "space:hidden"} <= anew(world).audience_keys()
    assert list(anew(world).focal_times.current().values_list("institution__ref", flat=True)) == ["office"]


def plant_described(apps, world):
    institution = apps.get_model("members", "Institution").objects.create(ref="tribunal", kind="court", country="Chad")
    apps.get_model("members", "InstitutionName").objects.create(
        institution=institution, language="en", name="Special Court"
    )
    for name, details in {"placed": {"institution": institution, "job_title": "Judge"}, "unplaced": {}}.items():
        person = person_in(apps, name, sort_name=sort_key(name))
        apps.get_model("members", "Profile").objects.create(user=person, **details)
    space = space_in(apps, "widened", "request", world)
    apps.get_model("members", "Widening").objects.create(ref="wider", space=space, kind="open", asked_by_id=world.pk)
    apps.get_model("members", "SpaceEvent").objects.create(ref="wider", space=space, kind="changed", by_id=world.pk)


def claim_described(apps, world):
    """Position and institution, which members saw until now, stay seen, and the directory has everybody by name."""
    parts = apps.get_model("members", "ProfilePart").objects.exclude(profile__user__ref__in=[TOLD, *LISTED])
    assert parts.count() == 0
    ensure()
    told = parts.filter(profile__user__ref="placed").values_list("kind", "audience")
    assert set(told) == {("title", MEMBERS), ("institution", MEMBERS), ("writing", MEMBERS)}
    placed = Entry.objects.get(ref="placed")
    assert (placed.shown_as, placed.title, placed.institution.ref, placed.is_named) == (
        "Placed", "Judge", "tribunal", True,
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
        apps,
        WITH_TERMS,
        "request",
        world,
        terms="Say nothing outside.",
        terms_at=timezone.now(),
        accepted_at=timezone.now(),
    )
    waiter = person_in(apps, "waiter")
    apps.get_model("members", "JoinRequest").objects.create(ref="waiter", space=space, user=waiter, words="Let me in.")


def claim_waiting(apps, world):
    """Whoever asked before is let in as far as the door, and is inside once they accept the terms there."""
    asked = JoinRequest.objects.get(ref="waiter")
    assert (asked.terms_at, asked.words) == (None, "Let me in.")
    grant(asked, by=anew(world))
    assert "space:door" not in User.objects.get(ref="waiter").audience_keys()
    accept_terms(Space.objects.get(ref=WITH_TERMS), by=User.objects.get(ref="waiter"))
    assert "space:door" in User.objects.get(ref="waiter").audience_keys()


def listed(apps, name):
    """A member's entry in the directory, and a part of the profile that it is made of, as they were at this step."""
    person = person_in(apps, name)
    profile = apps.get_model("members", "Profile").objects.create(user=person, job_title="Judge")
    apps.get_model("members", "ProfilePart").objects.create(profile=profile, kind="title", audience_id=MEMBERS)
    return apps.get_model("members", "Entry").objects.create(
        user=person, ref=name, shown_as=name.capitalize(), listed_as=sort_key(name)
    )


def plant_told(apps, world):
    listed(apps, TOLD)


def claim_told(apps, world):
    """What a person tells of themselves, nobody changes."""
    parts = apps.get_model("members", "ProfilePart").objects.filter(profile__user__ref=TOLD)
    assert list(parts.values_list("kind", "audience")) == [("title", MEMBERS)]
    assert Entry.objects.get(ref=TOLD).shown_as == "Told"


def plant_listed(apps, world):
    for name in LISTED:
        entry = listed(apps, name)
        for kind, value in ((EVERYBODY, ""), ("language", "uk")):
            apps.get_model("members", "EntryFacet").objects.create(entry=entry, kind=kind, value=value)


def claim_listed(apps, world):
    """What an entry is narrowed by stays, and what counted them all goes; each bears a stamp."""
    facets = apps.get_model("members", "EntryFacet").objects.filter(entry__ref__in=LISTED)
    assert set(facets.values_list("kind", "value")) == {("language", "uk")}
    assert facets.count() == 2
    assert not apps.get_model("members", "EntryFacet").objects.filter(kind=EVERYBODY).exists()
    assert not apps.get_model("members", "Entry").objects.filter(stamp=None).exists()


def plant_unkept(apps, world):
    space_in(apps, "kept", "open", world)
    space = space_in(apps, "unkept", "invite", world, role="member")
    apps.get_model("members", "SpaceEvent").objects.create(ref="unkept", space=space, kind="changed", by_id=world.pk)
    apps.get_model("members", "AccountEvent").objects.create(ref="new", user_id=world.pk, kind="new_device")


def claim_unkept(apps, world):
    """Of a space that nobody keeps its people are told yet: nobody was before."""
    assert set(apps.get_model("members", "Space").objects.values_list("unkept_at", flat=True)) == {None}
    unkept = Space.objects.unkept()
    assert (unkept.filter(ref="unkept").exists(), unkept.filter(ref="kept").exists()) == (True, False)


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
