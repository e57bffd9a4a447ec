"""Two people learn who wrote a post that carries no name. Neither does alone, and who wrote it is told."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.limits import allow
from core.refusals import require
from forum import refusals, rules
from forum.actions.locking import locked_post
from forum.models import Lifting
from notifications.live import notify

WAITS = timedelta(hours=72)  # for a second word; and so long the name is shown
HOUR = 3600


@transaction.atomic
def ask_lifting(post, *, by, reason):
    """Ask those who answer for the place with this person; while one waits, asking again is that one. Returns the
    Lifting."""
    post = locked_post(post)
    require(rules.can_ask_lifting, by, post)
    there = post.liftings.filter(agreed_at=None, ended_at=None).first()
    if there and there.is_waiting:
        return there
    if there:
        Lifting.objects.filter(pk=there.pk).update(ended_at=there.closes_at)
    lifting = Lifting.objects.create(post=post, asked_by=by, reason=reason, closes_at=timezone.now() + WAITS)
    record("forum.ask_lifting", by=by, on=post, reason=reason)
    notify("forum.lifting_asked", about=lifting)
    return lifting


@transaction.atomic
def agree_to_lifting(lifting, *, by):
    """Give the second word: both are shown the name for 72 hours, and its bearer is told. Raises AnsweredAlready."""
    lifting = _waiting(lifting, by)
    lifting.agreed_by, lifting.agreed_at, lifting.closes_at = by, timezone.now(), timezone.now() + WAITS
    lifting.save(update_fields=["agreed_by", "agreed_at", "closes_at"])
    record("forum.agree_to_lifting", by=by, on=lifting.post)
    notify("forum.lifting_agreed", about=lifting)
    notify("forum.lifted", about=lifting)
    return lifting


@transaction.atomic
def refuse_lifting(lifting, *, by):
    """The name stays unknown. Raises AnsweredAlready."""
    lifting = _waiting(lifting, by)
    Lifting.objects.filter(pk=lifting.pk).update(ended_at=timezone.now())
    record("forum.refuse_lifting", by=by, on=lifting.post)
    notify("forum.lifting_refused", about=lifting)


@transaction.atomic
def note_name_shown(lifting, *, by):
    """One of the two is shown who wrote it: on record once an hour."""
    require(rules.can_learn_writer, by, lifting)
    if allow("name-shown", f"{by.ref}:{lifting.ref}", 1, HOUR):
        record("forum.see_writer", by=by, on=lifting.post)


def _waiting(lifting, by):
    """The row under lock, for somebody who may answer."""
    held = Lifting.objects.select_for_update(of=("self",)).for_things().get(pk=lifting.pk)
    require(rules.can_answer_lifting, by, held)
    if not held.is_waiting:
        raise refusals.AnsweredAlready
    return held
