"""What a lesson's page shows besides its own text."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.rules import can_edit
from core import things
from files.models import StoredFile
from members.models import User
from thesaurus.models import Concept


def context_of(lesson, request):
    """Translations, concepts, files and people that this reader may see."""
    named = [pk for pk in (lesson.author_id, lesson.contact_id) if pk]
    people = {person.pk: person for person in User.objects.visible_to(request.user).for_listing().filter(pk__in=named)}
    return {
        "also": also_in([lesson], request.user).get(lesson.translation_key, []),
        "concepts": Concept.objects.filter(lessons=lesson).for_listing(),
        "files": StoredFile.objects.visible_to(request.user).held_by([things.key_of(lesson)]),
        "author": people.get(lesson.author_id),
        "contact": people.get(lesson.contact_id),
        "crumbs": [(_("Library"), reverse("library"))],
        "edit_url": reverse("wagtailadmin_pages:edit", args=[lesson.pk]) if can_edit(request.user, lesson) else "",
        "interface_language": get_language(),
    }


def also_in(lessons, user):
    """{translation_key: [(language, url)]} of the other languages these lessons can be read in."""
    shown = {lesson.pk for lesson in lessons}
    others = (
        type(lessons[0])
        .objects.visible_to(user)
        .filter(translation_key__in=[lesson.translation_key for lesson in lessons])
        if lessons
        else []
    )
    found = {}
    for page in others.select_related("locale") if lessons else []:
        if page.pk not in shown:
            found.setdefault(page.translation_key, []).append((page.language, page.get_absolute_url()))
    return {key: sorted(rows) for key, rows in found.items()}
