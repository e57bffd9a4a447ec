"""What members hear of spaces: who is invited, who asks, what changes, what ends. Whom, its action says each time."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import ANSWERS, WORD
from notifications.registry import Choice, NoticeKind, register


def _said_by_action(about):
    return []


def _inviter(invitation):
    return invitation.invited_by


def _asker(asked):
    return asked.user


def _keeper(event):
    return event.by


COMING = Choice("members.asks_to_join", _("Somebody wants to come, or is invited, into a space that you keep"))
ENDS = Choice("members.space_ends", _("A space that you keep, or memberships in it, come to an end"))
CHANGES = Choice("members.space_changed", _("What changes in a space you are in: its settings, its keepers, your role"))

register(
    NoticeKind(
        "members.invited",
        _("%(actor)s invites you into the space “%(title)s”."),
        recipients=_said_by_action,
        actor=_inviter,
        label=_("Somebody invites you into a space"),
    )
)
register(
    NoticeKind(
        "members.invitation_to_second",
        _("%(actor)s wants to invite somebody into “%(title)s”, and asks for your word."),
        recipients=_said_by_action,
        actor=_inviter,
        group=WORD,
    )
)
register(
    NoticeKind(
        "members.invitation_soon",
        _("%(actor)s, who keeps “%(title)s” alone, has invited somebody: the invitation opens in a day."),
        recipients=_said_by_action,
        actor=_inviter,
        group=COMING,
    )
)
register(
    NoticeKind(
        "members.asks_to_join",
        _("%(actor)s asks to be let into “%(title)s”."),
        recipients=_said_by_action,
        actor=_asker,
        group=COMING,
    )
)
register(
    NoticeKind(
        "members.let_in",
        _("You are in the space “%(title)s” now."),
        recipients=_said_by_action,
        weight=10,
        group=ANSWERS,
    )
)
register(
    NoticeKind(
        "members.not_let_in",
        _("The keepers of “%(title)s” did not grant your request to join."),
        recipients=_said_by_action,
        weight=10,
        group=ANSWERS,
    )
)
register(
    NoticeKind(
        "members.open_now",
        _("You asked to be let into “%(title)s”. It is open now: you may join it."),
        recipients=_said_by_action,
        weight=10,
        group=ANSWERS,
    )
)
register(
    NoticeKind(
        "members.widening",
        _("%(actor)s asks for your word: more people would find “%(title)s” or come in."),
        recipients=_said_by_action,
        actor=lambda widening: widening.asked_by,
        group=WORD,
    )
)
register(
    NoticeKind(
        "members.space_changed",
        _("%(actor)s changed how “%(title)s” works."),
        recipients=_said_by_action,
        actor=_keeper,
        group=CHANGES,
    )
)
register(
    NoticeKind(
        "members.space_ends",
        _("The space “%(title)s” ends within a week."),
        recipients=_said_by_action,
        group=ENDS,
    )
)
register(
    NoticeKind(
        "members.memberships_end",
        _("Memberships in “%(title)s” end within a week."),
        recipients=_said_by_action,
        group=ENDS,
    )
)
register(
    NoticeKind(
        "members.unkept",
        _(
            "Nobody keeps “%(title)s” any more. In a week somebody who is in it becomes its keeper, moderators first; "
            "where nobody can, it is archived."
        ),
        recipients=_said_by_action,
        group=CHANGES,
    )
)
register(NoticeKind("members.kept", _("“%(title)s” has a keeper again."), recipients=_said_by_action, group=CHANGES))
register(
    NoticeKind(
        "members.you_keep",
        _("You keep “%(title)s” now: it had no keeper any more, and it is your turn."),
        recipients=_said_by_action,
    )
)
register(
    NoticeKind(
        "members.made_keeper",
        _("You keep “%(title)s” now."),
        recipients=_said_by_action,
    )
)
register(
    NoticeKind(
        "members.archived_unkept",
        _("“%(title)s” was archived: nobody was left who could keep it."),
        recipients=_said_by_action,
        group=CHANGES,
    )
)
register(
    NoticeKind(
        "members.membership_changed",
        _("Your role in “%(title)s” has changed, or the day on which your time there ends."),
        recipients=_said_by_action,
        group=CHANGES,
    )
)
register(
    NoticeKind(
        "members.space_closed",
        _("The space “%(title)s” is closed. Nobody is inside any more."),
        recipients=_said_by_action,
        group=CHANGES,
    )
)
