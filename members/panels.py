from django.db.models import DateTimeField
from django.utils import timezone
from django.utils.translation import get_language

from core.panels import panel
from core.prepared import Prepared
from core.things import key_of
from members import rules
from members.auditing import last_seal_for
from members.invited import opening_later
from members.models import Invitation, RecoveryRequest, Space
from members.readers import count_of
from members.rules import can_appoint, can_audit, can_keep, can_see_people_of
from search.finder import Wish, find

MOST_SHOWN = 8


@panel("home_rail", order=10)
def your_spaces(request, subject):
    """The spaces one is in."""
    spaces = Space.objects.held_by(request.user).in_order()
    return "members/spaces_panel.html", {"spaces": spaces}


@panel("home_rail", order=16)
def for_who_invites(request, subject):
    """For stewards and focal points: how many wait for this person's word, to be let in or to come back in."""
    user = request.user
    if not rules.can_invite_somebody(user):
        return None
    is_steward = rules.is_steward(user)
    requests = Invitation.objects.requests().exclude(invited_by=user).count() if is_steward else 0
    theirs = frozenset() if is_steward else user.focal_keys
    lost = len(_lost.ask((user.pk, user.roles, theirs), user, now=timezone.now()))
    return "members/membership_panel.html", {"requests": requests, "lost": lost, "is_steward": is_steward}


@panel("home_rail", order=17)
def for_auditors(request, subject):
    """The way to the record, and when it was sealed last."""
    if not can_audit(request.user):
        return None
    return "members/auditor_panel.html", {"seal": last_seal_for(request.user)}


@panel("profile", order=90)
def standing(request, person):
    """For stewards: this person's roles and account."""
    return ("members/standing_panel.html", {"person": person}) if can_appoint(request.user) else None


@panel("profile", order=85)
def conduct(request, person):
    """For moderators and stewards: what runs against this person, and how much was noted."""
    if not rules.watches_conduct(request.user) or person == request.user:
        return None
    running = [sanction.get_kind_display() for sanction in person.sanctions.running().order_by("at")]
    return "members/conduct_panel.html", {"person": person, "running": running, "notes": person.notes.count()}


@panel("profile", order=10)
def contributions(request, person):
    """What this person has published and posted, as far as the reader may see it: newest first."""
    wish = Wish(kinds=("lesson", "topic", "post"), authors=(key_of(person),), sort="date")
    return "members/contributions_panel.html", {"found": find(wish, user=request.user, language=get_language())}


@panel("space", order=5)
def waiting_for_keepers(request, space):
    """What asks for this keeper's word; nothing for others."""
    if not can_keep(request.user, space):
        return None
    waiting = {
        "requests": space.join_requests.waiting().count(),
        "invitations": space.invitations.standing().filter(opens_at=None).exclude(invited_by=request.user).count(),
        "widenings": space.widenings.filter(ended_at=None).exclude(asked_by=request.user).count(),
    }
    return ("members/waiting_panel.html", {"space": space, **waiting}) if any(waiting.values()) else None


@panel("space", order=6)
def invited_by_a_lone_keeper(request, space):
    """Who is about to come in at one keeper's word, for everybody inside."""
    soon = opening_later(space, request.user)
    return ("members/soon_panel.html", {"soon": soon}) if soon else None


@panel("space_rail", order=10)
def people_of_a_space(request, space):
    """Some of those in it, as far as the reader may see them."""
    people = space.memberships.current().with_people()
    if not can_see_people_of(request.user, space):
        return "members/people_panel.html", {"space": space, "people": people.filter(role="keeper"), "count": None}
    count = count_of(space.audience_id, request.user)
    return "members/people_panel.html", {"space": space, "people": people[:MOST_SHOWN], "count": count}


_lost = Prepared(
    lambda user, now: RecoveryRequest.objects.awaiting(user, now).values_list("pk", flat=True), now=DateTimeField()
)
