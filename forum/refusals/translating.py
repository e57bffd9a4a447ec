"""Of translating posts."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class SameLanguage(Refusal):
    message = _("The post is in this language already. Please choose another one.")


class TranslationChanged(Refusal):
    """translation: as it is now."""

    message = _(
        "Somebody has changed this translation meanwhile. Both texts stand below: please bring into yours what is new, "
        "and save it once more."
    )

    def __init__(self, translation):
        super().__init__()
        self.translation = translation


class AnotherTranslation(Refusal):
    message = _("Another translation into this language stands by now, so this one stays hidden.")


class OthersHelped(Refusal):
    message = _("Others have improved this translation. Ask a moderator to take it out of sight.")
