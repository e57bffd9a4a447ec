from django.utils.translation import gettext_lazy as _

from core.verbs import name_verbs

name_verbs(
    room="notifications",
    read=_("Read their notices"),
    choose=_("Chose where to hear of things"),
    stop_mail=_("Stopped mails of one kind"),
    follow=_("Chose what to follow"),
    try_again=_("Had mails tried again"),
)
