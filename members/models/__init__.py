from members.models.institution import Institution, InstitutionName
from members.models.invitation import Invitation, JoinRequest, SpaceInvitation
from members.models.space import Membership, Space, SpaceEvent, Widening
from members.models.user import Appointment, Profile, User, display_name

__all__ = [
    "Appointment",
    "Institution",
    "InstitutionName",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Profile",
    "Space",
    "SpaceEvent",
    "SpaceInvitation",
    "User",
    "Widening",
    "display_name",
]
