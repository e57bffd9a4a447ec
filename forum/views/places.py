"""What every page of a board or topic shows around its text: where one is, and who can read it."""

from django.contrib.auth import get_user_model
from django.db.models import Count, DateTimeField, Value
from django.utils import timezone

from core.gate import PUBLIC, is_member
from core.prepared import Prepared


def place_of(board, user):
    """{board, space, readers}: `readers` is the number of people who can read there, None where everybody can or
    where the one who asks is no member."""
    return {"board": board, "space": board.space, "readers": _readers(board, user)}


def _readers(board, user):
    if board.audience_id == PUBLIC or not is_member(user):
        return None
    return _holding.ask(board.audience_id, board.audience_id, now=timezone.now())[0]


def _counted(audience_key, now):
    people = get_user_model().objects.holding(audience_key, now).order_by()
    return people.annotate(all=Value(1)).values("all").annotate(many=Count("pk")).values_list("many", flat=True)


_holding = Prepared(_counted, now=DateTimeField())
