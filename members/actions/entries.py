"""The directory's entries: written anew whenever something changes that members may know of somebody."""

from functools import lru_cache

from django.db import transaction

from core.collation import sort_key
from core.gate import MEMBERS
from members.languages import all_names
from members.models import Entry, EntryFacet, Profile, ProfilePart, User
from members.models.profile import new_stamp
from thesaurus.folding import fold
from thesaurus.folding import words as words_of
from thesaurus.models import Label

LONGEST = 8000  # letters of `words`
AT_ONCE = 500


def list_anew(*people):
    """Write what all members may know of these people; nothing where it is as it was. In the caller's transaction."""
    ids = [person.pk for person in people]
    # Two who write the same entry write one after the other, each from what is there then.
    list(Profile.objects.select_for_update(no_key=True).filter(user__in=ids).order_by("pk").values_list("pk"))
    by_id = {person.pk: person for person in people}
    entries = {entry.user_id: entry for entry in Entry.objects.filter(user__in=ids).prefetch_related("facets")}
    for profile in _profiles_of(people):
        told = _told(profile)
        facts, facets = _facts(by_id[profile.user_id], profile, told), set(facets_for_members(profile, told))
        _write(entries.get(profile.user_id) or Entry(user_id=profile.user_id), facts, facets)


def list_first(people):
    """Write the entries of people who have none, in a few queries. In the caller's transaction."""
    profiles = {profile.user_id: profile for profile in _profiles_of(people)}
    people = [person for person in people if person.pk in profiles]
    told = {person.pk: _told(profiles[person.pk]) for person in people}
    Entry.objects.bulk_create(
        Entry(user=person, **_facts(person, profiles[person.pk], told[person.pk])) for person in people
    )
    EntryFacet.objects.bulk_create(
        EntryFacet(entry=entry, kind=kind, value=value)
        for entry in Entry.objects.filter(user__in=people)
        for kind, value in sorted(set(facets_for_members(profiles[entry.user_id], told[entry.user_id])))
    )


def first_parts(profile):
    """What members see of a new profile until its person decides."""
    ProfilePart.objects.bulk_create(
        [ProfilePart(profile=profile, kind=kind, audience_id=MEMBERS) for kind in ProfilePart.AT_FIRST],
        ignore_conflicts=True,
    )


def ensure_entries():
    """Entries of those who came before there was a directory."""
    waiting = User.objects.filter(entry=None, profile__isnull=False).select_related("profile").order_by("pk")
    while people := list(waiting[:AT_ONCE]):
        with transaction.atomic():
            for person in people:
                first_parts(person.profile)
            list_first(people)


def _profiles_of(people):
    """Profiles with all that an entry is made of."""
    return (
        Profile.objects.select_related("institution")
        .prefetch_related(
            "institution__names", "languages", "expertise__labels", "systems__labels", "parts", "portrait"
        )
        .filter(user__in=people)
    )


def _told(profile):
    """The kinds of the parts that all members see."""
    return {part.kind for part in profile.parts.all() if part.is_for_members}


def _facts(person, profile, told):
    is_named = profile.is_named or not {ProfilePart.TITLE, ProfilePart.INSTITUTION} <= told or not profile.job_title
    title = profile.job_title if ProfilePart.TITLE in told else ""
    return {
        "ref": person.ref,
        "is_named": is_named,
        "shown_as": person.name if is_named else title,
        "listed_as": person.sort_name if is_named else sort_key(title),
        "title": title,
        "institution_id": profile.institution_id if ProfilePart.INSTITUTION in told else None,
        "has_photo": ProfilePart.PHOTO in told and hasattr(profile, "portrait"),
        "words": _folded([person.name if is_named else "", title, *texts_for_members(profile, told)]),
    }


def texts_for_members(profile, told):
    """[text] by which members find somebody, of the parts told to them, each in every language it is known in."""
    texts = []
    if ProfilePart.INSTITUTION in told and profile.institution:
        texts += [row.name for row in profile.institution.names.all()] + [profile.institution.country]
    if ProfilePart.LANGUAGES in told:
        texts += [name for spoken in profile.languages.all() for name in all_names(spoken.code)]
    if ProfilePart.EXPERTISE in told:
        texts += _labels(profile.expertise)
    if ProfilePart.JURISDICTIONS in told:
        texts += [*profile.jurisdictions, *_labels(profile.systems)]
    if ProfilePart.EXPERIENCE in told:
        texts.append(profile.experience)
    return [text for text in texts if text]


def _labels(concepts):
    """Preferred names and abbreviations: words that are also used, the thesaurus knows."""
    kinds = {Label.PREF, Label.ABBR}
    return [label.text for concept in concepts.all() for label in concept.labels.all() if label.kind in kinds]


def _folded(texts):
    words = dict.fromkeys(word for text in texts for word in _words_in(text))
    return f" {' '.join(words)}"[:LONGEST]


@lru_cache(maxsize=20_000)
def _words_in(text):
    """Most texts are names of concepts, languages and institutions, which many people share."""
    return tuple(fold(word.typed) for word in words_of(text))


def facets_for_members(profile, told):
    """(kind, value) of all that somebody is found by beside words, of the parts told to members."""
    if ProfilePart.LANGUAGES in told:
        yield from ((EntryFacet.LANGUAGE, spoken.code) for spoken in profile.languages.all())
    if ProfilePart.EXPERTISE in told:
        yield from ((EntryFacet.EXPERTISE, concept.ref) for concept in profile.expertise.all())
    if ProfilePart.INSTITUTION in told and profile.institution:
        yield EntryFacet.INSTITUTION, profile.institution.kind
        if profile.institution.country:
            yield EntryFacet.COUNTRY, profile.institution.country[:60]


def _write(entry, facts, facets):
    there = {(facet.kind, facet.value): facet.pk for facet in entry.facets.all()} if entry.pk else {}
    if entry.pk and set(there) == facets and all(getattr(entry, name) == value for name, value in facts.items()):
        return
    for name, value in {**facts, "stamp": new_stamp()}.items():
        setattr(entry, name, value)
    entry.save()
    _write_facets(entry, there, facets)


def _write_facets(entry, there, wanted):
    EntryFacet.objects.filter(pk__in=[pk for facet, pk in there.items() if facet not in wanted]).delete()
    EntryFacet.objects.bulk_create(
        [EntryFacet(entry=entry, kind=kind, value=value) for kind, value in sorted(wanted - set(there))]
    )
