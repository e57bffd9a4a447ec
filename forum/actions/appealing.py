"""Asking that another moderator looks again at what was decided."""

from django.db import transaction

from core.refusals import require
from forum import refusals, rules
from forum.actions.locking import locked_post
from forum.actions.recording import record_writing
from forum.actions.telling import taken_away
from moderation.actions import open_item, open_item_of
from moderation.models import ReviewItem
from moderation.objecting import was_objected_to


@transaction.atomic
def appeal_post(post, *, by):
    """Ask another moderator to look at one's post, which was hidden or not let in; while somebody is asked already,
    that is all. Raises AppealedAlready."""
    post = locked_post(post)
    require(rules.can_appeal, by, post)
    thing = taken_away(post)
    if open_item_of(thing):
        return
    if was_objected_to(thing):
        raise refusals.AppealedAlready
    open_item(thing, ReviewItem.APPEAL)
    record_writing("forum.appeal_post", by=by, on=post)
