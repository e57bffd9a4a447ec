from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="cms",
    create=_("Made a page"),
    publish=_("Published a page"),
    unpublish=_("Took a page out of publication"),
    delete=_("Deleted a page"),
    move=_("Moved a page"),
    copy=_("Copied a page"),
    translate=_("Had a page translated"),
    revert=_("Went back to an earlier version"),
    submit=_("Submitted for review"),
    approve=_("Approved what was submitted"),
    reject=_("Sent back what was submitted"),
    open_picture=_("Opened a picture to everybody"),
    close_picture=_("Kept a picture to members"),
    describe_picture=_("Described a picture"),
)
