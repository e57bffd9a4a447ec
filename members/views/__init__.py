from members.views.entering import welcome
from members.views.people import person_detail, person_list
from members.views.spaces import space_detail, space_join, space_leave, space_list

__all__ = [
    "person_detail",
    "person_list",
    "space_detail",
    "space_join",
    "space_leave",
    "space_list",
    "welcome",
]
