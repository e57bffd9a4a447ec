"""What the demo's people tell of themselves, and to whom."""

from django.core.files.base import ContentFile

from config.demo import texts
from config.demo.drawing import portrait
from core.gate import MEMBERS
from files.actions import upload
from members.actions import Telling, tell
from members.models import ProfilePart
from members.portraits import NAME, squared
from thesaurus.models import Concept

# Which of a profile's texts says something of which part; the others are seen by members in any case.
SAID_BY = {
    ProfilePart.PHOTO: "photo",
    ProfilePart.EXPERIENCE: "experience",
    ProfilePart.PHONE: "phone",
    ProfilePart.MAIL: "mail",
    ProfilePart.OTHER: "other",
}


def load_profiles(world):
    for name, row in texts.table("profiles", "profile").items():
        person = world.people[name]
        telling = Telling(
            name=person.name,
            job_title=person.profile.job_title,
            is_named=row.get("is_named", True),
            languages=[tuple(line.split()) for line in row.get("languages", [])],
            expertise=_concepts(row, "expertise"),
            jurisdictions=row.get("jurisdictions", []),
            systems=_concepts(row, "systems"),
            experience=row.get("experience", ""),
            phone=row.get("phone", ""),
            mail=row.get("mail", ""),
            other=row.get("other", ""),
            time_zone=person.time_zone,
            seen=_seen(world, row),
        )
        tell(person, telling, by=person, photo=_photo(row, person))


def _concepts(row, name):
    return list(Concept.objects.filter(slug__in=row.get(name, [])).in_order())


def _seen(world, row):
    seen = {}
    for kind, _label in ProfilePart.KINDS:
        says_something = kind not in SAID_BY or row.get(SAID_BY[kind])
        chosen = row.get("seen", {}).get(kind, [MEMBERS] if says_something else [])
        seen[kind] = [key if key == MEMBERS else world.spaces[key].audience_id for key in chosen]
    return seen


def _photo(row, person):
    if "photo" not in row:
        return None
    drawn = ContentFile(portrait(*row["photo"]), "portrait.png")
    return upload(squared(drawn, "png"), by=person, name=NAME)
