"""Of learning who wrote a post: two who answer for the place, never one."""

from django.db.models import Q

from core.gate import is_member
from forum.moderated import moderators_of
from forum.rules.boards import can_moderate
from forum.rules.writers import wrote
from members.models import User
from members.rules import stewards


def answers_for(user, board) -> bool:
    """Who can ask, or agree, to learn who wrote something there: its moderators, and outside of spaces the stewards."""
    return can_moderate(user, board) or (board.space is None and is_member(user) and "steward" in user.roles)


def people_who_answer_for(board):
    """The same as a queryset of users."""
    people = Q(pk__in=moderators_of(board).values("pk"))
    return User.objects.members().filter(people if board.space else people | Q(pk__in=stewards().values("pk")))


def can_ask_lifting(user, post) -> bool:
    return post.is_faceless and not post.erased_at and can_moderate(user, post.topic.board) and not wrote(user, post)


def can_answer_lifting(user, lifting) -> bool:
    """Somebody else than who asked, and not who wrote it."""
    return (
        lifting.asked_by_id != user.pk and answers_for(user, lifting.post.topic.board) and not wrote(user, lifting.post)
    )


def can_learn_writer(user, lifting) -> bool:
    """The two who asked and agreed, while they answer for the place and the name is shown."""
    of_two = user.pk in (lifting.asked_by_id, lifting.agreed_by_id)
    return lifting.is_open and of_two and answers_for(user, lifting.post.topic.board)
