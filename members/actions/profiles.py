"""What people tell of themselves, and to whom."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.collation import sort_key
from core.gate import MEMBERS, is_member
from core.refusals import Refusal, require
from files.actions import attach
from members.actions.entries import list_anew
from members.models import Portrait, Profile, ProfilePart, Space, SpokenLanguage, User
from search.live import refresh


class NotYourSpace(Refusal):
    message = _("You are not in one of these spaces any more. Please choose again who sees what.")


class NamelessNeedsPlace(Refusal):
    message = _(
        "To appear without your name, let all members see your position and your institution: "
        "something must say who you are."
    )


@dataclass(frozen=True)
class Telling:
    """A profile as its person wants it. languages: [(code, level)]. expertise, systems: [Concept].

    seen: {kind of part: audience keys}; a kind that is missing, or has none, is seen by nobody.
    """

    name: str
    job_title: str = ""
    is_named: bool = True
    languages: list = field(default_factory=list)
    expertise: list = field(default_factory=list)
    jurisdictions: list = field(default_factory=list)
    systems: list = field(default_factory=list)
    experience: str = ""
    phone: str = ""
    mail: str = ""
    other: str = ""
    time_zone: str = "UTC"
    seen: dict = field(default_factory=dict)


@transaction.atomic
def tell(person, telling, *, by, photo=None, without_photo=False):
    """Write a profile and who sees each of its parts; it holds from the next request on.

    photo: a StoredFile of this person's that nothing holds yet. Raises NotYourSpace or NamelessNeedsPlace.
    """
    require(lambda asking, who: asking == who and is_member(asking), by, person)
    _refuse_other_audiences(telling, person)
    if not telling.is_named:
        _refuse_nameless(telling, person)
    profile = Profile.objects.select_for_update(no_key=True).get_or_create(user=person)[0]
    _write_person(person, telling)
    _write_profile(profile, telling)
    at_door = set(Space.objects.waiting_for(person).values_list("audience_id", flat=True))
    narrower = _write_parts(profile, telling.seen, at_door)
    if photo is not None or without_photo:
        Portrait.objects.filter(profile=profile).delete()
    if photo is not None:
        attach(photo, to=Portrait.objects.create(profile=profile), by=by)
    list_anew(person)
    record("members.tell", by=by, on=person)
    refresh(person, narrows=narrower or not telling.is_named)


def _refuse_other_audiences(telling, person):
    allowed = {MEMBERS, *person.space_roles}
    if not set().union(*telling.seen.values()) <= allowed:
        raise NotYourSpace


def _refuse_nameless(telling, person):
    seen_by_members = {kind for kind, keys in telling.seen.items() if MEMBERS in keys}
    has_place = telling.job_title and person.profile.institution_id
    if not has_place or not {ProfilePart.TITLE, ProfilePart.INSTITUTION} <= seen_by_members:
        raise NamelessNeedsPlace


def _write_person(person, telling):
    if telling.name != person.name:
        person.name, person.sort_name = telling.name, sort_key(telling.name)
    person.time_zone = telling.time_zone
    User.objects.filter(pk=person.pk).update(name=person.name, sort_name=person.sort_name, time_zone=person.time_zone)


def _write_profile(profile, telling):
    plain = ("job_title", "is_named", "jurisdictions", "experience", "phone", "mail", "other")
    for name in plain:
        setattr(profile, name, getattr(telling, name))
    profile.told_at = profile.told_at or timezone.now()
    profile.save(update_fields=[*plain, "told_at"])
    profile.expertise.set(telling.expertise)
    profile.systems.set(telling.systems)
    profile.languages.all().delete()
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(profile=profile, code=code, level=level, position=place)
        for place, (code, level) in enumerate(telling.languages)
    )


def _write_parts(profile, seen, kept):
    """Make the rows those that are wanted; returns whether members see something no more. Rows for the audiences in
    `kept`, the spaces at whose door the person stands, are not theirs to choose now and stay."""
    wanted = {(kind, key) for kind, keys in seen.items() for key in keys}
    there = {(part.kind, part.audience_id): part.pk for part in profile.parts.all()}
    gone = {part: pk for part, pk in there.items() if part not in wanted and part[1] not in kept}
    ProfilePart.objects.filter(pk__in=gone.values()).delete()
    ProfilePart.objects.bulk_create(
        ProfilePart(profile=profile, kind=kind, audience_id=key) for kind, key in sorted(wanted - set(there))
    )
    return any(key == MEMBERS for _kind, key in gone)
