"""The members of the forum's benchmark data: those who write, and all others of 20,000, who read, follow and sign."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.collation import sort_key
from members.actions import admit
from members.actions.entries import list_first
from members.models import Institution, Profile, ProfilePart

MEMBERS = 20_000
ADMITTED = 300  # by the action; the others by rows in bulk
WRITERS, POSTS_EACH = 300, 300  # at least so many write, and each about so much: more posts are more people's
AT_ONCE = 1000

people = get_user_model()


def make_people(posts):
    """(those who write, all): the demo's members among both."""
    institutions = list(Institution.objects.order_by("pk"))
    with transaction.atomic():
        for number in range(ADMITTED):
            place = institutions[number % len(institutions)]
            admit(email=_address(number), name=f"Colleague Number{number}", institution=place, by=None)
    for start in range(people.objects.count(), MEMBERS, AT_ONCE):
        with transaction.atomic():
            _make_some(range(start, min(start + AT_ONCE, MEMBERS)), institutions)
    everybody = list(people.objects.members().order_by("pk"))
    return everybody[: max(WRITERS, posts // POSTS_EACH)], everybody


def _make_some(numbers, institutions):
    now = timezone.now()
    names = [f"Colleague Number{number}" for number in numbers]
    made = people.objects.bulk_create(
        people(email=_address(number), name=name, sort_name=sort_key(name), password="!", accepted_at=now)
        for number, name in zip(numbers, names, strict=True)
    )
    profiles = Profile.objects.bulk_create(
        Profile(user=person, institution=institutions[number % len(institutions)])
        for number, person in zip(numbers, made, strict=True)
    )
    ProfilePart.objects.bulk_create(
        ProfilePart(profile=profile, kind=kind, audience_id="members")
        for profile in profiles
        for kind in ProfilePart.AT_FIRST
    )
    list_first(made)


def _address(number):
    return f"colleague{number}@fora.example"
