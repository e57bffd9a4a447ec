from members.views.entering import welcome
from members.views.people import person_detail, person_list
from members.views.spaces import space_detail, space_join, space_leave, space_list
from members.views.standing import roles, standing, standing_account

__all__ = [
    "person_detail",
    "person_list",
    "roles",
    "space_detail",
    "space_join",
    "space_leave",
    "space_list",
    "standing",
    "standing_account",
    "welcome",
]
