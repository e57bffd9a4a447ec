from members.views.auditing import audit, audit_export, space_log
from members.views.entering import welcome
from members.views.people import person_detail, person_list
from members.views.spaces import space_detail, space_join, space_leave, space_list
from members.views.standing import roles, standing, standing_account

__all__ = [
    "audit",
    "audit_export",
    "person_detail",
    "person_list",
    "roles",
    "space_detail",
    "space_join",
    "space_leave",
    "space_list",
    "space_log",
    "standing",
    "standing_account",
    "welcome",
]
