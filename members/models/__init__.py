from members.models.charter import CharterAcceptance, CharterText, CharterVersion
from members.models.institution import FocalPoint, Institution, InstitutionDomain, InstitutionName
from members.models.invitation import Invitation, InvitationMail, JoinRequest, SpaceInvitation
from members.models.profile import Entry, EntryFacet, Portrait, ProfilePart, SpokenLanguage
from members.models.sanction import MemberNote, Sanction
from members.models.signing import AccountEvent, KnownDevice, RecoveryRequest, RecoveryWord
from members.models.silence import Silence
from members.models.space import Membership, Space, SpaceEvent, Widening
from members.models.user import Appointment, Profile, User, display_name

__all__ = [
    "AccountEvent",
    "SpokenLanguage",
    "ProfilePart",
    "Portrait",
    "EntryFacet",
    "Entry",
    "Silence",
    "Appointment",
    "CharterAcceptance",
    "CharterText",
    "CharterVersion",
    "FocalPoint",
    "Institution",
    "InstitutionDomain",
    "InstitutionName",
    "Invitation",
    "InvitationMail",
    "JoinRequest",
    "KnownDevice",
    "MemberNote",
    "Membership",
    "Profile",
    "RecoveryRequest",
    "RecoveryWord",
    "Sanction",
    "Space",
    "SpaceEvent",
    "SpaceInvitation",
    "User",
    "Widening",
    "display_name",
]
