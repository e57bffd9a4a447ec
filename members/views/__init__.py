from members.views.charter import charter, charter_accept, charter_edit, charter_publish, charter_throw_away
from members.views.coming_in import coming_in, coming_in_about, first_steps, invited, invited_account
from members.views.entering import welcome
from members.views.institutions import (
    focal_point_add,
    focal_point_end,
    institution_edit,
    institution_list,
    institution_new,
)
from members.views.invitations import (
    invitation_approve,
    invitation_detail,
    invitation_list,
    invitation_new,
    invitation_refuse,
    invitation_resend,
    invitation_revoke,
)
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
    "charter",
    "charter_accept",
    "charter_edit",
    "charter_publish",
    "charter_throw_away",
    "coming_in",
    "coming_in_about",
    "first_steps",
    "focal_point_add",
    "focal_point_end",
    "institution_edit",
    "institution_list",
    "institution_new",
    "invitation_approve",
    "invitation_detail",
    "invitation_list",
    "invitation_new",
    "invitation_refuse",
    "invitation_resend",
    "invitation_revoke",
    "invited",
    "invited_account",
    "person_detail",
    "person_list",
    "space_detail",
    "space_join",
    "space_leave",
    "space_list",
    "welcome",
]
