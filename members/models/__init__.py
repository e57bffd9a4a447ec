from members.models.institution import Institution, InstitutionName
from members.models.invitation import Invitation, JoinRequest, SpaceInvitation
from members.models.signing import AccountEvent, KnownDevice, RecoveryRequest, RecoveryWord
from members.models.space import Membership, Space
from members.models.user import Appointment, Profile, User, display_name

__all__ = [
    "AccountEvent",
    "Appointment",
    "Institution",
    "InstitutionName",
    "Invitation",
    "JoinRequest",
    "KnownDevice",
    "Membership",
    "Profile",
    "RecoveryRequest",
    "RecoveryWord",
    "Space",
    "SpaceInvitation",
    "User",
    "display_name",
]
