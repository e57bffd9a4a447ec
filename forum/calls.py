"""Calling on those who moderate or keep a place: how it is typed, whom it reaches, and how often."""

import re

from core.limits import allow
from forum import refusals
from forum.moderated import moderators_of
from forum.references import CODE
from members.models import User

# In the five languages, whichever one reads in: a text is read in all of them.
WORDS = {
    "moderators": (
        "moderators modérateurs modératrices moderadores moderadoras المشرفون المشرفين модератори модераторів"
    ),
    "keepers": "keepers responsables القيّمون القيّمين القيمون القيمين розпорядники розпорядників",
}
ROLE_OF = {word: role for role, words in WORDS.items() for word in words.split()}
TYPED = re.compile(r"(?<![\w@/.\]])@(?P<word>[^\W\d_](?:\w|\u0651)*)(?!\w)")
CALL = re.compile(r"@\[[^\]\n]*\]\(role:(moderators|keepers)\)")
MOST_CALLED = 20  # people, by one post
MOST_A_DAY = 3  # posts of one person that call somebody
DAY = 24 * 3600


def with_calls(body, board):
    """The text with `@moderators`, and in a space `@keepers`, turned into calls; inside code they stay as they are."""
    if "@" not in body:
        return body
    offered = WORDS.keys() if board.space else {"moderators"}
    parts = CODE.split(body)
    parts[::2] = [TYPED.sub(lambda match: _call(match, offered), part) for part in parts[::2]]
    return "".join(parts)


def called_in(body):
    """The roles that a text calls."""
    return {role for part in CODE.split(body)[::2] for role in CALL.findall(part)}


def refuse_many_calls(roles, by):
    """Raise CalledOften where this person has called somebody often today; with no roles nothing is called."""
    if roles and not allow("calls", by.ref, MOST_A_DAY, DAY):
        raise refusals.CalledOften


def people_called(roles, board):
    """The first twenty of those who hold the roles in the place of a board and may read there."""
    found = User.objects.none()
    if "keepers" in roles and board.space:
        found = User.objects.members().filter(pk__in=board.space.memberships.keeping().values("user"))
    if "moderators" in roles:
        found = User.objects.members().filter(pk__in=moderators_of(board).values("pk"))  # keepers moderate too
    return list(found.order_by("pk")[:MOST_CALLED])


def _call(match, offered):
    role = ROLE_OF.get(match["word"].casefold())
    return f"@[{match['word']}](role:{role})" if role in offered else match[0]
