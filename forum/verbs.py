from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="forum",
    start_topic=_("Started a topic"),
    reply=_("Replied"),
    edit_post=_("Changed a post"),
    withdraw_post=_("Withdrew a post"),
    hide_post=_("Hid a post"),
    restore_post=_("Brought a post back"),
    hide_topic=_("Hid a topic"),
    restore_topic=_("Brought a topic back"),
    lock_topic=_("Closed a topic"),
    unlock_topic=_("Opened a topic again"),
    pin_topic=_("Pinned a topic"),
    unpin_topic=_("Unpinned a topic"),
    create_board=_("Made a board"),
)
