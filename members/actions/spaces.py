"""What is done with a space itself: made, changed, narrowed, widened, archived, closed."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.gate import space_key
from core.ids import new_ref
from core.models import Audience
from core.refusals import Refusal, require
from core.things import key_of
from members import rules, second_factor
from members.actions.belonging import let_in
from members.models import Membership, Space, SpaceEvent, User, Widening
from notifications.live import notify
from search.live import refresh

# Changes of which everybody in the space is told.
TOLD = {"terms", "people_seen_by", "asks_for_factor", "ends_at"}


class SecondWordNeeded(Refusal):
    message = _(
        "More people would find this space or come in. That takes the word of a second keeper, and it has only one."
    )


class FactorFirst(Refusal):
    message = _("Set up a second factor of your own first: without one you would stand outside yourself.")


class EndIsPast(Refusal):
    message = _("An end must lie ahead. To end the space now, close it.")


class DecidedAlready(Refusal):
    message = _("This was answered already, or is not there any more.")


@transaction.atomic
def create_space(*, name, kind, by, purpose="", language="en", terms="", once=""):
    """Make a space with its audience; whoever makes it keeps it. The same `once` again gives the same space."""
    require(rules.can_create_space, by)
    details = {"name": name, "kind": kind, "purpose": purpose, "language": language, "terms": terms, "once": once}
    made = _made_with(once)
    if made:
        return made
    try:
        with transaction.atomic():
            return _make(by, details)
    except IntegrityError:  # the same form sent twice at once
        made = _made_with(once)
        if made is None:
            raise
        return made


def _made_with(once):
    return Space.objects.filter(once=once).first() if once else None


def _make(by, details):
    ref = new_ref()
    audience = Audience.objects.create(key=space_key(ref))
    space = Space(ref=ref, audience=audience, **details)
    space.terms_at = timezone.now() if space.terms else None
    space.save()
    record("members.create_space", by=by, on=space)
    let_in(by, space, Membership.KEEPER, terms_at=timezone.now())
    return space


@transaction.atomic
def change_space(space, *, by, **changes):
    """Change name, purpose, language, terms, people_seen_by, asks_for_factor or ends_at (by name).

    New terms are asked of everybody again, who stand outside until they accept them. Raises FactorFirst, EndIsPast.
    """
    require(rules.can_keep, by, space)
    changed = {name: value for name, value in changes.items() if getattr(space, name) != value}
    _refuse_what_locks_out(changed, by)
    for name, value in changed.items():
        setattr(space, name, value)
    if "terms" in changed:
        space.terms_at = timezone.now() if space.terms else None
        by.memberships.running().filter(space=space).update(terms_at=timezone.now())
    if "ends_at" in changed:
        space.reminded_at = None
    if changed:
        space.save()
        by.forget_rights()
        record("members.change_space", by=by, on=space, reason=" ".join(sorted(changed)))
    if changed.keys() & TOLD:
        tell_of_change(space, by)
    return space


def _refuse_what_locks_out(changed, by):
    if changed.get("asks_for_factor") and not second_factor.has_one(by):
        raise FactorFirst
    if changed.get("ends_at") and changed["ends_at"] <= timezone.now():
        raise EndIsPast


@transaction.atomic
def change_kind(space, kind, *, by):
    """Narrow the space at once; or ask a second keeper to agree that it becomes wider. Gives the Widening that waits,
    or None when nothing does. Raises SecondWordNeeded where one keeper is alone."""
    require(rules.can_keep, by, space)
    order = Space.NARROWER.index
    if order(kind) >= order(space.kind):
        _become(space, kind, by)
        return None
    others = [keeper for keeper in keepers_of(space) if keeper != by]
    if not others:
        raise SecondWordNeeded
    space.widenings.filter(ended_at=None).update(ended_at=timezone.now(), decided_by=by, outcome="dropped")
    widening = Widening.objects.create(space=space, kind=kind, asked_by=by)
    record("members.ask_to_widen", by=by, on=space, reason=kind)
    notify("members.widening", about=widening, to=others)
    return widening


@transaction.atomic
def agree_to_widening(widening, *, by):
    """The second keeper's word: it takes effect at once."""
    require(rules.can_second, by, widening)
    require(rules.can_keep, widening.asked_by, widening.space)
    _decide(widening, by, "agreed")
    record("members.agree_to_widening", by=by, on=widening.space, reason=widening.kind)
    _become(widening.space, widening.kind, by)


@transaction.atomic
def drop_widening(widening, *, by):
    """Take the wish back, or refuse it: any keeper's word is enough for that."""
    require(rules.can_keep, by, widening.space)
    _decide(widening, by, "dropped")
    record("members.drop_widening", by=by, on=widening.space, reason=widening.kind)


def _decide(widening, by, outcome):
    waiting = Widening.objects.filter(pk=widening.pk, ended_at=None)
    if not waiting.update(ended_at=timezone.now(), decided_by=by, outcome=outcome):
        raise DecidedAlready


def _become(space, kind, by):
    """What stands in it changes its index where it becomes sealed, or is sealed no more; its readers are the same."""
    if kind == space.kind:
        return
    is_narrower = Space.NARROWER.index(kind) > Space.NARROWER.index(space.kind)
    space.kind = kind
    space.save(update_fields=["kind"])
    now = timezone.now()
    if kind != Space.REQUEST:
        _end_requests(space, by)
    space.widenings.filter(ended_at=None).update(ended_at=now, decided_by=by, outcome="dropped")
    if is_narrower and space.is_sealed:
        # One keeper's word was enough for these while more people found the space.
        space.invitations.filter(ended_at=None, seconded_by=None).update(ended_at=now, outcome="revoked")
    record("members.change_kind", by=by, on=space, reason=kind)
    refresh(space, whole_tree=True)
    tell_of_change(space, by)


def _end_requests(space, by):
    """Nobody asks at the door any more. Who waited there is told that it is open; of a space that is sealed now, which
    they do not find any more, nothing."""
    waiting = list(space.join_requests.waiting().select_related("user"))
    space.join_requests.waiting().update(ended_at=timezone.now(), decided_by=by, outcome="dropped")
    for asked in waiting if space.kind == Space.OPEN else ():
        notify("members.open_now", about=asked, to=[asked.user])


@transaction.atomic
def archive_space(space, *, by):
    """From now on it is read, and nothing is added and nobody comes in."""
    require(rules.can_keep, by, space)
    if Space.objects.filter(pk=space.pk, archived_at=None).update(archived_at=timezone.now()):
        record("members.archive_space", by=by, on=space)
        tell_of_change(space, by)
    space.refresh_from_db()


@transaction.atomic
def reopen_space(space, *, by):
    require(rules.can_keep, by, space)
    if Space.objects.filter(pk=space.pk, archived_at__isnull=False).update(archived_at=None):
        record("members.reopen_space", by=by, on=space)
        tell_of_change(space, by)
    space.refresh_from_db()


@transaction.atomic
def close_space(space, *, by):
    """Nobody is inside any more, from their next request on; search forgets what stands in it. `by` is None for the
    lane, when the space's end has come."""
    if by is not None:
        require(rules.can_keep, by, space)
    now, people = timezone.now(), _people_of(space)
    if not Space.objects.filter(pk=space.pk, closed_at=None).update(closed_at=now):
        return
    space.invitations.filter(ended_at=None).update(ended_at=now, outcome="revoked")
    space.outsiders.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    space.join_requests.waiting().update(ended_at=now, outcome="dropped")
    space.widenings.filter(ended_at=None).update(ended_at=now, outcome="dropped")
    if by is not None:
        by.forget_rights()
    record("members.close_space", by=by, on=key_of(space))
    refresh(space, whole_tree=True, narrows=True)
    event = SpaceEvent.objects.create(space=space, kind=SpaceEvent.CHANGED, by=by)
    notify("members.space_closed", about=event, to=[person for person in people if person != by])


def keepers_of(space):
    """[members] who keep the space. Those at its door count: or who changes the terms would be alone for a while."""
    return list(User.objects.filter(pk__in=space.memberships.of_keepers().values("user")))


def tell_of_change(space, by):
    event = SpaceEvent.objects.create(space=space, kind=SpaceEvent.CHANGED, by=by)
    notify("members.space_changed", about=event, to=_people_of(space))


def _people_of(space):
    """[members] who belong to the space until now; where its end has come, until that."""
    until = min(timezone.now(), space.ends_at - timedelta(microseconds=1)) if space.ends_at else None
    return list(User.objects.filter(pk__in=space.memberships.running(until).of_good_people().values("user")))
