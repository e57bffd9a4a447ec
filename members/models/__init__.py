from members.models.institution import Institution, InstitutionName
from members.models.space import Membership, Space
from members.models.user import Appointment, Profile, User, display_name

__all__ = ["Appointment", "Institution", "InstitutionName", "Membership", "Profile", "Space", "User", "display_name"]
