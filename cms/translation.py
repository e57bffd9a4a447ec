"""A translation is a draft until every sentence of it is translated."""

from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import Translation

from core.refusals import Refusal


class Untranslated(Refusal):
    message = _("This translation still has sentences in the original language. Translate them all, then publish it.")


def is_untranslated(page):
    """Whether the page follows an original, sentence by sentence, and some of them are not translated yet."""
    following = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    if following is None:
        return False
    total, translated = following.get_progress()
    return translated < total


def refuse_untranslated(page):
    if is_untranslated(page):
        raise Untranslated
