"""How the queue of what waits knows what somebody objects to: a decision about their conduct."""

from django.utils.translation import gettext as _

from core.gate import is_member
from members.models import Sanction, User
from moderation.registry import Reviewable, register


def answerable_by(user):
    """The objections that this person may answer, as `rules.can_answer_appeal` says of one."""
    if not is_member(user):
        return Sanction.objects.none()
    kinds = [kind for kind, role in ROLE_FOR.items() if role in user.roles]
    if not kinds:
        return Sanction.objects.none()
    others = Sanction.objects.filter(kind__in=kinds, appealed_at__isnull=False)
    return others.exclude(by=user).exclude(user=user).select_related("user")


ROLE_FOR = {Sanction.WARNING: "moderator", Sanction.SILENCE: "moderator", Sanction.SUSPENSION: "steward"}


def text_of(sanction):
    """What was decided and why, and what the person says to it."""
    return "\n\n".join([sanction.reason, _("What the person says to it:"), sanction.appeal])


def moderators_of(sanction):
    holding = {"appointments__role": ROLE_FOR[sanction.kind], "appointments__ended_at": None}
    return User.objects.members().filter(**holding).exclude(pk__in=[sanction.by_id, sanction.user_id])


register(
    Reviewable(
        "sanction",
        reviewed=answerable_by,
        rights=lambda user: (user.pk, is_member(user), user.roles),
        offered=lambda sanction: ["uphold", "lift"] if sanction.is_running else ["dismiss"],
        text=text_of,
        moderators=moderators_of,
    )
)
