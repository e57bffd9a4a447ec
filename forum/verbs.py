from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="forum",
    start_topic=_("Started a topic"),
    reply=_("Replied"),
    edit_post=_("Changed a post"),
    relabel_post=_("Changed how a post is to be handled"),
    withdraw_post=_("Withdrew a post"),
    hide_post=_("Hid a post"),
    restore_post=_("Brought a post back"),
    hide_topic=_("Hid a topic"),
    restore_topic=_("Brought a topic back"),
    lock_topic=_("Closed a topic"),
    unlock_topic=_("Opened a topic again"),
    pin_topic=_("Pinned a topic"),
    unpin_topic=_("Unpinned a topic"),
    accept_answer=_("Accepted an answer"),
    ask_for_more=_("Said that a question needs more"),
    reopen_question=_("Opened a question again"),
    vote=_("Voted"),
    create_board=_("Made a board"),
    edit_board=_("Changed a board"),
    shift_board=_("Moved a board up or down"),
    archive_board=_("Archived a board"),
    reopen_board=_("Opened an archived board again"),
    add_theme=_("Added a theme"),
    rename_theme=_("Changed a theme"),
    shift_theme=_("Moved a theme up or down"),
    remove_theme=_("Removed a theme"),
)
