from members.models.contact import ContactMessage, Silence
from members.models.institution import Institution, InstitutionName
from members.models.invitation import Invitation, JoinRequest, SpaceInvitation
from members.models.profile import Entry, EntryFacet, Portrait, ProfilePart, SpokenLanguage
from members.models.space import Membership, Space
from members.models.user import Appointment, Profile, User, display_name

__all__ = [
    "SpokenLanguage",
    "ProfilePart",
    "Portrait",
    "EntryFacet",
    "Entry",
    "Silence",
    "ContactMessage",
    "Appointment",
    "Institution",
    "InstitutionName",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Profile",
    "Space",
    "SpaceInvitation",
    "User",
    "display_name",
]
