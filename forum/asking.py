"""Whom one can ask to answer in a topic, and who was asked."""

from dataclasses import dataclass

from django.db.models import Count, Q

from core.gate import is_member
from core.prepared import Prepared
from forum import rules
from forum.models import Asked, Post, Topic
from members.directory import rows_of
from members.languages import name_of
from members.models import Entry, EntryFacet, User
from thesaurus.models import Concept
from thesaurus.naming import with_names

KINDS = (EntryFacet.EXPERTISE, EntryFacet.LANGUAGE, EntryFacet.COUNTRY)
MOST_SHOWN = 30
MOST_CHOICES = 40


@dataclass(frozen=True)
class Row:
    """Somebody who was asked. is_mine: whether the reader is this person; has_answered: under their name."""

    person: User
    by: User | None
    reason: str
    is_mine: bool
    has_answered: bool


def asked_in(topic, user):
    """[Row]: all for who started the topic; else who one has asked oneself, and oneself."""
    if not is_member(user):
        return []
    everything = rules.started(user, topic)
    asked = _asked.ask((everything, user.pk), everything, user, topic=topic.pk)
    if not asked:
        return []
    people = [row.user_id for row in asked]
    # By the face alone: whether somebody has answered without a name is nobody's to know.
    answered = set(Post.objects.standing().filter(topic=topic.pk, author__in=people).values_list("author", flat=True))
    return [Row(row.user, row.by, row.reason, row.user_id == user.pk, row.user_id in answered) for row in asked]


def people_for(topic, chosen, user, refs=()):
    """Those of `refs`, and the first who fit, of the people who can read the topic, as the directory shows them.
    chosen: {kind of facet: value}."""
    everyone = _readers(topic, user).select_related("institution").defer("words").order_by("listed_as", "ref")
    fitting = everyone.exclude(user__ref__in=refs) if refs else everyone
    for kind, value in chosen.items():
        fitting = fitting.filter(facets__kind=kind, facets__value=value)
    kept = everyone.filter(user__ref__in=refs) if refs else ()
    return rows_of([*kept, *fitting[:MOST_SHOWN]])


def choices_for(topic, user):
    """{kind of facet: [(value, label)]} of those who can read the topic, what most have first."""
    facets = EntryFacet.objects.filter(entry__in=_readers(topic, user), kind__in=KINDS)
    counted = facets.values_list("kind", "value").annotate(many=Count("pk")).order_by("-many", "value")
    found = {kind: [] for kind in KINDS}
    for kind, value, _many in counted:
        if len(found[kind]) < MOST_CHOICES:
            found[kind].append(value)
    concepts = {each.ref: each.name for each in with_names(Concept.objects.filter(ref__in=found[EntryFacet.EXPERTISE]))}
    label_of = {EntryFacet.EXPERTISE: lambda ref: concepts.get(ref, ""), EntryFacet.LANGUAGE: name_of}
    return {
        kind: [(value, label) for value in values if (label := label_of.get(kind, str)(value))]
        for kind, values in found.items()
    }


def _readers(topic, user):
    """The entries of others who can read the topic and were not asked yet, as this person sees them."""
    people = User.objects.holding(topic.audience_id).exclude(pk=user.pk)
    asked = Asked.objects.filter(topic=topic.pk).values("user")
    return Entry.objects.visible_to(user).filter(user__in=people.values("pk")).exclude(user__in=asked)


def _rows(everything, user, topic):
    rows = Asked.objects.filter(topic=topic).select_related("user__entry", "by__entry").order_by("pk")
    return rows if everything else rows.filter(Q(user=user) | Q(by=user))


_asked = Prepared(_rows, topic=Topic._meta.pk)
