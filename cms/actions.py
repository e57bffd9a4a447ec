"""What people do with pictures. Wagtail's screens are the writers of pages; cms.receivers audits what they do."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cms import rules
from cms.models import Picture, PictureText
from cms.pictures import to_close, to_open
from core.audit import record
from core.gate import MEMBERS, PUBLIC
from core.refusals import Refusal, require


class NothingToChange(Refusal):
    message = _("The pictures of this page are already seen by those who read it.")


@transaction.atomic
def describe_picture(picture, descriptions, *, by):
    """Say what a picture shows: {language: words}, where no words take away what was said."""
    require(rules.can_add_picture, by)
    said = {language: words.strip() for language, words in descriptions.items() if words.strip()}
    before = dict(picture.texts.values_list("language", "alt"))
    if said == before:
        return
    picture.texts.exclude(language__in=said).delete()
    for language, words in said.items():
        PictureText.objects.update_or_create(picture=picture, language=language, defaults={"alt": words})
    record("cms.describe_picture", by=by, on=key_of(picture))


@transaction.atomic
def open_pictures(page, *, by):
    """Let everybody see the pictures of a page that everybody reads; gives how many."""
    require(rules.can_open_pictures, by)
    return _set_audience(to_open(page), PUBLIC, "cms.open_picture", page, by)


@transaction.atomic
def close_pictures(page, *, by):
    """Keep the pictures of a page for members again, but those that another public page shows; gives how many."""
    require(rules.can_open_pictures, by)
    return _set_audience(to_close(page), MEMBERS, "cms.close_picture", page, by)


def _set_audience(pictures, audience, verb, page, by):
    chosen = list(pictures)
    if not chosen:
        raise NothingToChange
    Picture.objects.filter(pk__in=[picture.pk for picture in chosen]).update(audience=audience)
    for picture in chosen:
        record(verb, by=by, on=key_of(picture), reason=f"page:{page.ref}")
    return len(chosen)


def key_of(picture):
    return f"picture:{picture.ref}"
