"""What somebody's profile tells one reader: the parts whose audience the reader holds, and nothing else."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.translation import gettext as _

from core.gate import MEMBERS, audiences_of
from members.languages import name_of
from members.models.profile import ProfilePart, SpokenLanguage
from members.models.user import Profile


@dataclass(frozen=True)
class Spoken:
    """A language as a chip: its code, its name in the reader's language, the level in words."""

    code: str
    name: str
    level: str


@dataclass(frozen=True)
class Told:
    """kinds: of the parts that this reader sees. Everything else is empty where its part is not among them."""

    kinds: frozenset = frozenset()
    title: str = ""
    institution: object = None
    languages: list = field(default_factory=list)
    expertise: list = field(default_factory=list)
    jurisdictions: list = field(default_factory=list)
    systems: list = field(default_factory=list)
    experience: str = ""
    phone: str = ""
    mail: str = ""
    other: str = ""
    time_zone: str = ""
    has_photo: bool = False

    @property
    def can_be_written_to(self):
        return ProfilePart.WRITING in self.kinds

    @property
    def offset(self):
        """How far the time zone is from UTC now, such as "+02:00"; "" where it is not told."""
        if not self.time_zone:
            return ""
        try:
            digits = f"{timezone.localtime(timezone=ZoneInfo(self.time_zone)):%z}"
            return f"{digits[:3]}:{digits[3:5]}"
        except (ZoneInfoNotFoundError, ValueError):
            return ""

    @property
    def is_reached(self):
        return bool(self.phone or self.mail or self.other or self.time_zone)

    @property
    def says_more(self):
        """Whether there is anything beside who and where."""
        return bool(self.languages or self.expertise or self.jurisdictions or self.systems or self.experience)


def told_to(reader, person):
    """What a person's page tells this reader, who sees the person."""
    if reader == person:
        return _told(person, set(dict(ProfilePart.KINDS)))
    return _told(person, set(_seen(person).visible_to(reader).values_list("kind", flat=True)))


def told_to_audiences(keys, person):
    """What it tells somebody who holds these audiences and no others: so that people see themselves as others do."""
    return _told(person, set(_seen(person).for_audiences(keys).values_list("kind", flat=True)))


def sees(reader, person, kind):
    """Whether this reader sees one part of a person's profile."""
    return _seen(person).visible_to(reader).filter(kind=kind).exists()


def spaces_in_common(reader, person):
    """The spaces that both are in now, as far as the reader may see who is in them."""
    roles = reader.space_roles
    shared = person.memberships.current().filter(space__audience_id__in=audiences_of(reader))
    spaces = [membership.space for membership in shared.select_related("space")]
    return [
        space
        for space in spaces
        if space.people_seen_by != space.KEEPERS or roles.get(space.audience_id) in {"keeper", "moderator"}
    ]


def views_of(person):
    """[(key, label)] of those whose eyes a person can look at the own page with: all members, each own space."""
    spaces = [membership.space for membership in person.memberships.current().select_related("space")]
    return [(MEMBERS, _("All members")), *((space.audience_id, space.name) for space in spaces)]


def spoken(rows):
    """[Spoken] of rows of SpokenLanguage, as they are ordered."""
    levels = dict(SpokenLanguage.LEVELS)
    return [Spoken(row.code, name_of(row.code), str(levels[row.level])) for row in rows]


def _seen(person):
    return ProfilePart.objects.filter(profile__user=person)


def _told(person, kinds):
    profile = Profile.objects.select_related("institution").filter(user=person).first()
    if profile is None:
        return Told()

    def part(kind, value, nothing=""):
        return value() if kind in kinds else nothing

    return Told(
        kinds=frozenset(kinds),
        title=part(ProfilePart.TITLE, lambda: profile.job_title),
        institution=part(ProfilePart.INSTITUTION, lambda: profile.institution, None),
        languages=part(ProfilePart.LANGUAGES, lambda: spoken(profile.languages.all()), []),
        expertise=part(ProfilePart.EXPERTISE, lambda: list(profile.expertise.for_listing().in_order()), []),
        jurisdictions=part(ProfilePart.JURISDICTIONS, lambda: profile.jurisdictions, []),
        systems=part(ProfilePart.JURISDICTIONS, lambda: list(profile.systems.for_listing().in_order()), []),
        experience=part(ProfilePart.EXPERIENCE, lambda: profile.experience),
        phone=part(ProfilePart.PHONE, lambda: profile.phone),
        mail=part(ProfilePart.MAIL, lambda: profile.mail),
        other=part(ProfilePart.OTHER, lambda: profile.other),
        time_zone=part(ProfilePart.TIME_ZONE, lambda: person.time_zone),
        has_photo=part(ProfilePart.PHOTO, lambda: hasattr(profile, "portrait"), False),
    )
