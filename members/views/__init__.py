from members.views.contact import contact, message, message_list, message_report, person_silence, silence_list
from members.views.entering import welcome
from members.views.people import person_detail, person_list, person_photo, profile_edit
from members.views.spaces import space_detail, space_join, space_leave, space_list

__all__ = [
    "contact",
    "message",
    "message_list",
    "message_report",
    "person_photo",
    "person_silence",
    "profile_edit",
    "silence_list",
    "person_detail",
    "person_list",
    "space_detail",
    "space_join",
    "space_leave",
    "space_list",
    "welcome",
]
