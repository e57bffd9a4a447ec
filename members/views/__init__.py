from members.views.entering import welcome
from members.views.people import person_detail, person_list
from members.views.recovery import (
    recovery,
    recovery_detail,
    recovery_list,
    recovery_open,
    recovery_stop,
    recovery_stop_by_mail,
)
from members.views.sessions import session_list
from members.views.spaces import space_detail, space_join, space_leave, space_list

__all__ = [
    "recovery",
    "recovery_detail",
    "recovery_list",
    "recovery_open",
    "recovery_stop",
    "recovery_stop_by_mail",
    "session_list",
    "person_detail",
    "person_list",
    "space_detail",
    "space_join",
    "space_leave",
    "space_list",
    "welcome",
]
