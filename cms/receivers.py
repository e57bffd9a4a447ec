"""Reactions to Django's and Wagtail's signals: where the promises about pages are kept whatever screen was used."""

from django.core.files.base import ContentFile
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page, PageLogEntry, PageViewRestriction
from wagtail.signals import copy_for_translation_done, pre_page_move

from cms.models import FoundationPage, HomePage, PageState, Picture, SectionPage
from cms.widening import Widens, refuse_widening_copy, refuse_widening_move
from core import things
from core.audit import record
from core.refusals import NotAllowed
from files.pictures import redraw
from files.sniffing import type_of
from search.live import refresh

AUDITED = {
    "wagtail.create": "create",
    "wagtail.publish": "publish",
    "wagtail.unpublish": "unpublish",
    "wagtail.delete": "delete",
    "wagtail.move": "move",
    "wagtail.copy": "copy",
    "wagtail.create_alias": "copy",
    "wagtail.copy_for_translation": "translate",
    "wagtail.revert": "revert",
    "wagtail.workflow.start": "submit",
    "wagtail.workflow.approve": "approve",
    "wagtail.workflow.reject": "reject",
}


@receiver(post_save)
def give_state(sender, instance, created, raw=False, **kwargs):
    """Each page has its state from its first moment: without one nobody reads it."""
    if created and not raw and isinstance(instance, FoundationPage):
        PageState.objects.get_or_create(page_id=instance.pk)


@receiver(post_save)
def refuse_wider_siblings(sender, instance, created, raw=False, **kwargs):
    """An alias, or a translation of a work that members alone read, is not made where everybody reads it."""
    if created and not raw and isinstance(instance, FoundationPage) and instance.depth > 1:
        same_work = Page.objects.filter(translation_key=instance.translation_key).exclude(pk=instance.pk)
        original = Page.objects.filter(pk=instance.alias_of_id)
        _refuse_unless_section(same_work | original, instance)


def _refuse_unless_section(sources, page):
    """Homes and the sections that carry a restriction of their own have it set after they are made."""
    if not isinstance(page, HomePage) and not (isinstance(page, SectionPage) and page.depth == 3):
        refuse_widening_copy(sources, page)


@receiver(pre_page_move)
def refuse_wider_moves(sender, instance, parent_page_after, **kwargs):
    refuse_widening_move(instance, parent_page_after)


@receiver(post_save, sender=PageLogEntry)
def refuse_wider_copies(instance, created, **kwargs):
    """A copy knows its original nowhere but in Wagtail's log, which is written in the same transaction."""
    if created and instance.action == "wagtail.copy":
        source = (instance.data.get("source") or {}).get("id")
        refuse_widening_copy(Page.objects.filter(pk=source), instance.page)


@receiver(post_save, sender=PageLogEntry)
def audit_pages(instance, created, **kwargs):
    """Whatever was done with a page, in Wagtail's screens or by our actions, is audited here once."""
    verb = AUDITED.get(instance.action)
    if created and verb:
        record(f"cms.{verb}", by=instance.user, on=_key_of(instance))


def _key_of(entry):
    page = Page.objects.filter(pk=entry.page_id).first()
    model = entry.content_type.model_class() if entry.content_type else None
    kind = next((kind for kind in things.kinds().values() if kind.model is model), None)
    return f"{kind.name}:{page.slug}" if kind and page else f"page:{entry.page_id}"


@receiver(copy_for_translation_done)
def take_restriction_along(source_obj, target_obj, **kwargs):
    """A section's translation has the same readers."""
    if isinstance(source_obj, Page) and source_obj.view_restrictions.exists():
        restrict(target_obj)


def restrict(page):
    """Let members alone read what stands here."""
    if not page.view_restrictions.exists():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@receiver(pre_save, sender=PageViewRestriction)
def allow_only_login(instance, **kwargs):
    """Pages are public or members', nothing narrower, and only homes and sections say which."""
    of_a_shelf = isinstance(instance.page.specific, (HomePage, SectionPage))
    if instance.restriction_type != PageViewRestriction.LOGIN or not of_a_shelf:
        raise NotAllowed


@receiver(post_save, sender=PageViewRestriction)
def restrict_translations(instance, **kwargs):
    """The restriction of one language's section is that of all, and what stands below leaves the public's hits."""
    for translation in instance.page.get_translations():
        restrict(translation)
    for page in instance.page.get_descendants(inclusive=True).specific().iterator():
        if is_thing(page):
            refresh(page, narrows=True)


def is_thing(page):
    return any(isinstance(page, kind.model) for kind in things.kinds().values())


@receiver(pre_delete, sender=PageViewRestriction)
def keep_restrictions(instance, origin=None, **kwargs):
    """A restriction goes with its page and in no other way: that would open everything below at once."""
    model = getattr(origin, "model", type(origin))
    if model is PageViewRestriction:
        raise Widens


@receiver(pre_save, sender=Picture)
def redraw_new_files(instance, **kwargs):
    """Only the pixels of an upload are kept: no place, no camera, no name of who took it."""
    file = instance.file
    if not file or file._committed:
        return
    with redraw(file.file, type_of(file.file, file.name)) as redrawn:
        bare = ContentFile(redrawn.file.read(), name=file.name)
    instance.file = bare
    instance._set_image_file_metadata()
