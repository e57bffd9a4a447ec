"""What is done with people and spaces. The only writer of this room's tables."""

from members.actions.people import AlreadyAMember, LinkUsed, admit, choose_language, disable, settle_in
from members.actions.recovery import (
    RecoveryOver,
    ask_for_recovery,
    confirm_recovery,
    recover,
    refuse_recovery,
    stop_recovery,
)
from members.actions.roles import EnoughStewards, appoint, appoint_first_steward, dismiss, follow_roles
from members.actions.signing import change_factors, drop_factor, end_session, end_sessions, know_device
from members.actions.spaces import LastKeeper, add_to_space, create_space, invite_into, join, leave

__all__ = [
    "RecoveryOver",
    "ask_for_recovery",
    "confirm_recovery",
    "recover",
    "refuse_recovery",
    "stop_recovery",
    "change_factors",
    "drop_factor",
    "end_session",
    "end_sessions",
    "know_device",
    "AlreadyAMember",
    "EnoughStewards",
    "LastKeeper",
    "LinkUsed",
    "add_to_space",
    "admit",
    "appoint",
    "appoint_first_steward",
    "choose_language",
    "create_space",
    "disable",
    "dismiss",
    "follow_roles",
    "invite_into",
    "join",
    "leave",
    "settle_in",
]
