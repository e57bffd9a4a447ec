"""What is done with people and spaces. The only writer of this room's tables."""

from members.actions.contact import hear_again, hide_message, report_message, silence, write_to
from members.actions.entries import list_anew
from members.actions.people import AlreadyAMember, LinkUsed, admit, choose_language, disable, settle_in
from members.actions.profiles import NamelessNeedsPlace, NotYourSpace, Telling, tell
from members.actions.roles import EnoughStewards, appoint, appoint_first_steward, dismiss, follow_roles
from members.actions.spaces import LastKeeper, add_to_space, create_space, invite_into, join, leave

__all__ = [
    "tell",
    "Telling",
    "NotYourSpace",
    "NamelessNeedsPlace",
    "list_anew",
    "write_to",
    "silence",
    "report_message",
    "hide_message",
    "hear_again",
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
