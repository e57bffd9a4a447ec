"""What moderators do about somebody's conduct; the person hears why, and may ask another to look at it again."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from members import refusals, rules
from members.actions.people import close_account, open_account
from members.models import MemberNote, Sanction, User
from members.stewards import refuse_without_steward
from moderation.actions import open_item, settle
from moderation.models import ReviewItem
from notifications.live import notify, write

VERBS = {
    Sanction.WARNING: "members.warning",
    Sanction.SILENCE: "members.silence_somebody",
    Sanction.SUSPENSION: "members.suspension",
}


@transaction.atomic
def sanction(user, kind, *, by, reason, days=None, once=""):
    """Warn, silence or suspend somebody for a number of days (None: until it is lifted; a warning has to end). Sent
    again with the same `once` it is the one that is there.

    Raises LastSteward, or SanctionedAlready where one of the kind runs: that is to be lifted first.
    """
    require(rules.can_sanction, by, user, kind)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one decision about somebody at a time
    there = user.sanctions.filter(by=by, once=once).first() if once else None
    if there:
        return there
    if kind != Sanction.WARNING and user.sanctions.running().filter(kind=kind).exists():
        raise refusals.SanctionedAlready
    until = timezone.now() + timedelta(days=days) if days else None
    row = Sanction.objects.create(user=user, kind=kind, reason=reason, by=by, until=until, once=once)
    record(VERBS[kind], by=by, on=user, reason=f"{days} days" if days else "until lifted")
    if kind == Sanction.SUSPENSION:
        refuse_without_steward(user)
        close_account(user)
        write("members.suspended", address=user.email, language=user.language, sanction=row.ref)
    else:
        notify("members.sanctioned", about=row, to=[user])
    user.forget_rights()
    return row


@transaction.atomic
def lift(row, *, by, reason=""):
    """End a sanction before its day. What the person said to it is answered by that."""
    require(rules.can_lift, by, row)
    if _ended(row, by, reason):
        settle(row, "lift", by=by, reason=reason)


@transaction.atomic
def lift_on_appeal(row, *, by, reason=""):
    """The same, as the answer to what the person said to it: the queue closes its item itself."""
    require(rules.can_answer_appeal, by, row)
    _ended(row, by, reason)


def _ended(row, by, reason):
    """Whether a running sanction was ended now; then the person is told."""
    if not Sanction.objects.running().filter(pk=row.pk).update(lifted_at=timezone.now(), lifted_by=by):
        return False
    record("members.lift", by=by, on=row.user, reason=reason or row.kind)
    _let_in_again(row)
    row.user.refresh_from_db()
    if row.user.is_member:
        notify("members.lifted", about=row, to=[row.user])
    return True


@transaction.atomic
def uphold(row, *, by, reason=""):
    """Leave a sanction as it is after somebody appealed."""
    require(rules.can_answer_appeal, by, row)
    record("members.uphold", by=by, on=row.user, reason=reason)
    if row.user.is_member:
        notify("members.upheld", about=row, to=[row.user])


@transaction.atomic
def appeal(row, *, words):
    """Ask another moderator to look at a sanction again, once. Whoever may is who it was shown to: the person signed
    in, or who holds the link of the letter. Raises AppealedAlready."""
    appealed = Sanction.objects.running().filter(pk=row.pk, appealed_at=None)
    if not appealed.update(appeal=words, appealed_at=timezone.now()):
        raise refusals.AppealedAlready
    record("members.appeal", by=row.user, on=row.user)
    open_item(row, ReviewItem.APPEAL)


def end_suspensions():
    """Open the accounts whose suspension is over; how many."""
    rows = list(Sanction.objects.over().select_related("user")[:100])
    for row in rows:
        _let_in_again(row)
    return len(rows)


@transaction.atomic
def _let_in_again(row):
    others = row.user.sanctions.running().filter(kind=Sanction.SUSPENSION).exclude(pk=row.pk)
    if row.kind == Sanction.SUSPENSION and not others.exists() and open_account(row.user):
        Sanction.objects.filter(pk=row.pk, lifted_at=None).update(lifted_at=timezone.now())
        record("members.suspension_over", by=None, on=row.user)
        write("members.standing", address=row.user.email, language=row.user.language, what="opened")


@transaction.atomic
def note(about, *, by, text, once):
    """Write down something about a member for the other moderators; sent again with the same `once` it is one note."""
    require(rules.can_note, by, about)
    try:
        with transaction.atomic():
            row = MemberNote.objects.create(about=about, by=by, text=text, once=once)
    except IntegrityError:
        return MemberNote.objects.get(by=by, once=once)
    record("members.note", by=by, on=about)
    return row


@transaction.atomic
def throw_away_note(row, *, by):
    """Remove a note: one's own."""
    require(rules.can_throw_away_note, by, row)
    row.delete()
    record("members.throw_away_note", by=by, on=row.about)
