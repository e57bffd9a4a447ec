"""What a lesson's page shows besides its own text."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Prefetch, UUIDField
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from cms.models import Picture, PictureRendition
from cms.rules import can_edit
from core.gate import MEMBERS, audiences_of
from core.prepared import Prepared
from core.templatetags.fora import direction
from files.models import StoredFile
from members.readers import count_of
from thesaurus.models import Concept

WIDTH = "width-960"


def context_of(lesson, request):
    """Translations, concepts, files, pictures and people that this reader may see."""
    people = _people(lesson, request.user)
    audience = lesson.audience_key
    heading_language = lesson.language if lesson.language in settings.INTERFACE_LANGUAGES else "en"
    return {
        "audience": audience,
        "parts": _parts(lesson, heading_language),
        "heading_language": heading_language,
        "is_turned": direction(lesson.language) != direction(get_language()),
        "also": also_in([lesson], request.user).get(lesson.translation_key, []),
        "phase": Concept.objects.for_listing().filter(pk=lesson.phase_id).first() if lesson.phase_id else None,
        "concepts": _concepts(lesson),
        "files": _files(lesson, request.user),
        "pictures": _pictures(lesson, request.user),
        "author": people.get(lesson.author_id),
        "contact": people.get(lesson.contact_id),
        "readers": count_of(audience, request.user),
        "crumbs": [(_("Library"), reverse("library"))],
        "address": request.build_absolute_uri(lesson.get_absolute_url()) if lesson.live else "",
        "edit_url": reverse("wagtailadmin_pages:edit", args=[lesson.pk]) if _is_editor_of(lesson, request.user) else "",
    }


def also_in(lessons, user):
    """{translation_key: [(language, url)]} of the other languages these lessons can be read in."""
    shown = {lesson.pk for lesson in lessons}
    works = [lesson.translation_key for lesson in lessons]
    if not works:
        return {}
    kind, found = type(lessons[0]), {}
    for page in _translations.ask((kind, MEMBERS in audiences_of(user)), kind, user, works=works):
        if page.pk not in shown:
            found.setdefault(page.translation_key, []).append((page.language, page.get_absolute_url()))
    return {key: sorted(rows) for key, rows in found.items()}


_translations = Prepared(
    lambda kind, user, works: kind.objects.visible_to(user).filter(translation_key__in=works).select_related("locale"),
    works=UUIDField(),
)


def with_languages(lessons, user):
    """[(lesson, [(language, url)])] for a list."""
    lessons = list(lessons)
    also = also_in(lessons, user)
    return [(lesson, also.get(lesson.translation_key, [])) for lesson in lessons]


def _parts(lesson, language):
    """Headings in the language of what stands below them, where Fora speaks it."""
    with override(language):
        return [(name, str(heading), blocks) for name, heading, blocks in lesson.parts]


def _people(lesson, user):
    named = {pk for pk in (lesson.author_id, lesson.contact_id) if pk}
    people = get_user_model().objects.visible_to(user).for_listing().filter(pk__in=named) if named else ()
    return {person.pk: person for person in people}


def _concepts(lesson):
    """Of this version: a draft's are not in the database yet."""
    chosen = [concept.pk for concept in lesson.concepts.all()]
    return list(Concept.objects.for_listing().filter(pk__in=chosen).in_order()) if chosen else []


def _files(lesson, user):
    """What this version brings along, in its order."""
    chosen = [row.file_id for row in lesson.attachments.all() if row.file_id]
    files = StoredFile.objects.visible_to(user).in_bulk(chosen) if chosen else {}
    return [files[pk] for pk in dict.fromkeys(chosen) if pk in files]


def _pictures(lesson, user):
    """{id: picture} of all parts, each with what is drawn of it."""
    chosen = {
        block.value["picture"].pk
        for _name, _heading, blocks in lesson.parts
        for block in blocks
        if block.block_type == "picture" and block.value["picture"]
    }
    if not chosen:
        return {}
    drawn = Prefetch("renditions", PictureRendition.objects.filter(filter_spec=WIDTH), to_attr="drawn")
    pictures = Picture.objects.visible_to(user).filter(pk__in=chosen).prefetch_related("texts", drawn)
    return {picture.pk: picture for picture in pictures}


def rendition_of(picture):
    """A picture as wide as the text: as it was drawn before, else drawn now."""
    # Wagtail's own way writes to a cache each time, and a page that is read writes nothing.
    return picture.drawn[0] if picture.drawn else picture.get_rendition(WIDTH)


def _is_editor_of(lesson, user):
    return bool(lesson.pk) and can_edit(user, lesson)
