"""The choices that several kinds of notice share, of one room or more: so that the page of them stays short."""

from django.utils.translation import gettext_lazy as _

from notifications.registry import Choice

WORD = Choice("word_asked", _("Something waits for your word: as keeper, steward or editor"))
ANSWERS = Choice("answers", _("What you asked for is decided: to come into a space, or to let somebody in"))
MODERATING = Choice("moderation.assigned", _("Something waits for you as moderator: another asks for your word"))
SENT_IN = Choice("sent_in", _("What becomes of a lesson or file that you sent in"))
