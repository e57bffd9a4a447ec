"""How somebody may sign what they write on a board, and among how many people that hides them.

Those who are counted are the ones whom a reader can think of: who may write there, and is shown in the directory at the
institution, or at one where such a role is held. So the number tells nobody anything new.
"""

from dataclasses import dataclass

from forum import refusals
from members.models import Profile, User
from moderation.attribution import INSTITUTION, NAME, ROLE, ROLES

# Below the first it is refused, below the second the writer is warned; below the third they are told that there are
# not many. See site/docs/decisions/0018.
TOO_FEW, FEW, SOME = 3, 8, 20


@dataclass(frozen=True)
class Sign:
    """What a writer has chosen; role: a name in `moderation.attribution.ROLES`, for what is signed by role."""

    attribution: str = NAME
    role: str = ""


BY_NAME = Sign()


def signature_of(by, board, sign):
    """The columns by which a topic or post on the board is signed.

    Raises NoInstitution, NotYourRole, or TooFewToHide where readers would know all the same.
    """
    if sign.attribution == NAME:
        return {"author": by}
    if hidden_among(by, board, sign) < TOO_FEW:
        raise refusals.TooFewToHide
    unnamed = {"author": None, "attribution": sign.attribution}
    if sign.attribution == INSTITUTION:
        return {**unnamed, "institution": institution_of(by)}
    return {**unnamed, "role": sign.role} if sign.attribution == ROLE else unnamed


def hidden_among(by, board, sign):
    """How many people readers can think of as the writer of what has no name. Raises NoInstitution or NotYourRole."""
    people = writers_on(board)
    if sign.attribution == INSTITUTION:
        return people.filter(entry__institution=institution_of(by)).count()
    if sign.attribution == ROLE:
        return people.filter(entry__institution__kind__in=_kinds_of(sign.role, by)).count()
    return people.count()


def institution_of(person):
    """Where somebody works; raises NoInstitution."""
    profile = Profile.objects.filter(user=person).select_related("institution").first()
    if profile is None or profile.institution is None:
        raise refusals.NoInstitution
    return profile.institution


def writers_on(board):
    """Those who may write on a board now, as a queryset of users."""
    people = User.objects.holding(board.audience_id)
    if board.space is None:
        return people
    return people.exclude(pk__in=board.space.memberships.current().filter(role="reader").values("user"))


def _kinds_of(role, by):
    """The kinds of institution where a role is held, if this person works at one of them: nobody speaks as a judge who
    is at no court. Raises NoInstitution or NotYourRole."""
    if role not in ROLES or institution_of(by).kind not in ROLES[role].kinds:
        raise refusals.NotYourRole
    return ROLES[role].kinds
