from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="members",
    create_space=_("Made a space"),
    add_to_space=_("Let somebody into a space"),
    join=_("Joined a space"),
    leave_space=_("Left a space, or was taken out"),
    invite_into=_("Invited somebody into a space"),
    admit=_("Was admitted as a member"),
    disable=_("Closed an account"),
    enable=_("Opened an account again"),
    settle_in=_("Chose a first password"),
    language=_("Chose a language"),
    appoint=_("Gave a role"),
    dismiss=_("Took a role away"),
    appoint_emergency=_("Made a steward in an emergency"),
    sign_in=_("Signed in"),
    sign_out=_("Signed out"),
    email_change=_("Changed the e-mail address"),
    password_change=_("Changed the password"),
    password_reset=_("Set a new password by a link"),
    read_log=_("Looked into the record"),
    export_log=_("Exported the record"),
)
