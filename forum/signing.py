"""How somebody may sign what they write on a board, and among how many people that hides them.

Those who are counted are the ones whom a reader can think of: who may write there, and is shown in the directory at the
institution, or at one where such a role is held. So the number tells nobody anything new.
"""

from dataclasses import dataclass

from forum import refusals
from forum.models import Board, Topic
from forum.moderated import moderators_of
from forum.origins import has_written_without_a_name
from members.models import Profile, User
from moderation.attribution import INSTITUTION, NAME, NOBODY, ROLE, ROLES

# Below the first it is refused, below the second the writer is warned; below the third they are told that there are
# not many. See site/docs/decisions/0021.
TOO_FEW, FEW, SOME = 3, 8, 20


@dataclass(frozen=True)
class Sign:
    """What a writer has chosen; role: a name in `moderation.attribution.ROLES`, for what is signed by role."""

    attribution: str = NAME
    role: str = ""


BY_NAME = Sign()


def signature_of(by, board, sign, kind=None):
    """The columns by which a topic or post on the board is signed. kind: of a topic that is begun, None for an answer.

    Raises NoInstitution, NotYourRole, or TooFewToHide where readers would know all the same.
    """
    if sign.attribution == NAME:
        return {"author": by}
    if hidden_among(by, board, sign, kind) < TOO_FEW:
        raise refusals.TooFewToHide
    unnamed = {"author": None, "attribution": sign.attribution}
    if sign.attribution == INSTITUTION:
        return {**unnamed, "institution": institution_of(by)}
    return {**unnamed, "role": sign.role} if sign.attribution == ROLE else unnamed


def hidden_among(by, board, sign, kind=None):
    """How many people readers can think of as the writer of what has no name. Raises NoInstitution or NotYourRole."""
    people = writers_on(board, kind)
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


def writers_on(board, kind=None):
    """Those who may write on a board now, as a queryset of users: of announcements, its moderators alone."""
    people = User.objects.holding(board.audience_id)
    if kind == Topic.ANNOUNCEMENT or (kind and board.posting == Board.ANNOUNCEMENTS):
        return people.filter(pk__in=moderators_of(board).values("pk"))
    if board.space is None:
        return people
    return people.exclude(pk__in=board.space.memberships.current().filter(role="reader").values("user"))


def _kinds_of(role, by):
    """The kinds of institution where a role is held, if this person works at one of them: nobody speaks as a judge who
    is at no court. Raises NoInstitution or NotYourRole."""
    if role not in ROLES or institution_of(by).kind not in ROLES[role].kinds:
        raise refusals.NotYourRole
    return ROLES[role].kinds


@dataclass(frozen=True)
class Doubt:
    """What a writer is told once before something is posted. few: readers can think of few people as its writer.
    named: this person has written in the topic without a name, and would now sign by it. word: the choice, for the
    form to say that it was warned of."""

    word: str
    few: bool = False
    named: bool = False


def doubt_about(by, board, topic, sign, kind=None):
    """The Doubt that there is, or None; topic: None for a new one of that kind. Raises what `hidden_among` raises."""
    word = f"{sign.attribution}:{sign.role}"
    if sign.attribution != NAME:
        return Doubt(word, few=True) if TOO_FEW <= hidden_among(by, board, sign, kind) < FEW else None
    return Doubt(word, named=True) if topic and has_written_without_a_name(by, topic) else None


@dataclass(frozen=True)
class Offer:
    """What the form says of signing in other ways. institution: the writer's, or None. among_colleagues, among_all: how
    many people could have written it, as `size_of` has it."""

    institution: object
    among_colleagues: str
    among_all: str


def offered(by, board, kind=None):
    """The Offer for who writes on a board; kind: as `signature_of` has it."""
    among_all = size_of(hidden_among(by, board, Sign(NOBODY), kind))
    try:
        return Offer(institution_of(by), size_of(hidden_among(by, board, Sign(INSTITUTION), kind)), among_all)
    except refusals.NoInstitution:
        return Offer(None, "", among_all)


def size_of(people):
    """A number of people as a word: none (too few), few, some or many. The number itself is nobody's business."""
    bounds = ((TOO_FEW, "none"), (FEW, "few"), (SOME, "some"))
    return next((word for bound, word in bounds if people < bound), "many")
