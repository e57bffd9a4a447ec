"""What is done with people and spaces. The only writer of this room's tables."""

from members.actions.people import AlreadyAMember, LinkUsed, admit, choose_language, disable, enable, settle_in
from members.actions.roles import EnoughStewards, appoint, appoint_first_steward, change_roles, dismiss, follow_roles
from members.actions.spaces import LastKeeper, add_to_space, create_space, invite_into, join, leave
from members.stewards import LastSteward

__all__ = [
    "AlreadyAMember",
    "EnoughStewards",
    "LastKeeper",
    "LastSteward",
    "LinkUsed",
    "add_to_space",
    "admit",
    "appoint",
    "appoint_first_steward",
    "change_roles",
    "choose_language",
    "create_space",
    "disable",
    "dismiss",
    "enable",
    "follow_roles",
    "invite_into",
    "join",
    "leave",
    "settle_in",
]
