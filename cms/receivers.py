"""Reactions to Django's and Wagtail's signals: where the promises about pages are kept whatever screen was used."""

from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageLogEntry, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move, pre_page_move
from wagtail_localize.models import Translation

from cms.bare import BareFile, bare_picture
from cms.models import FoundationPage, HomePage, PageState, Picture, SectionPage
from cms.touched import touch
from cms.widening import (
    OtherLanguage,
    Widens,
    is_for_members_at,
    is_of_another_language,
    let_followers_go,
    original_of,
    refuse_move,
    restrict,
    widens_what_it_comes_from,
)
from core import things
from core.audit import record
from core.gate import MEMBERS
from core.moments import MOMENTS
from core.refusals import NotAllowed, Refusal
from search.live import refresh

SHELVES = (HomePage, SectionPage)


class Needed(Refusal):
    message = _("Other pages stand on this one: it stays where it is.")


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
    """Each page has its state from its first moment: without one nobody reads it. A copy of what was taken out of
    sight is out of sight."""
    if created and not raw and isinstance(instance, FoundationPage):
        original = PageState.objects.filter(page_id=instance.made_from.pk).first() if instance.made_from else None
        moments = {name: getattr(original, name) for name in MOMENTS} if original else {}
        PageState.objects.get_or_create(page_id=instance.pk, defaults=moments)


@receiver(post_save)
def keep_readers_of_new_pages(sender, instance, created, raw=False, **kwargs):
    """A copy, alias or translation has the readers of what it comes from: a shelf at once, others by their place."""
    if not created or raw or not isinstance(instance, FoundationPage) or instance.depth == 1:
        return
    if is_of_another_language(instance, instance.get_parent()):
        raise OtherLanguage
    if widens_what_it_comes_from(instance):
        if not isinstance(instance, SHELVES):
            raise Widens
        restrict(instance)


@receiver(pre_page_move)
def refuse_moves(sender, instance, parent_page_after, **kwargs):
    if instance.specific.is_needed:
        raise Needed
    refuse_move(instance, parent_page_after)


@receiver(post_page_move)
def let_followers_go_on_their_own(sender, instance, **kwargs):
    let_followers_go(instance)


@receiver(pre_save, sender=Translation)
def refuse_to_follow_what_fewer_read(instance, **kwargs):
    """wagtail-localize writes what it synchronises into a live page at once: in public none follows a members' page."""
    page = Page.objects.filter(translation_key=instance.source.object_id, locale_id=instance.target_locale_id).first()
    original = page and instance.enabled and original_of(instance)
    if original and is_for_members_at(original) and not is_for_members_at(page):
        raise Widens


@receiver(pre_delete)
def keep_what_is_needed(sender, instance, **kwargs):
    if isinstance(instance, SHELVES) and instance.is_needed:
        raise Needed


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


@receiver(pre_save, sender=PageViewRestriction)
def allow_only_login(instance, **kwargs):
    """Pages are public or members', nothing narrower, and only homes and sections say which."""
    if instance.restriction_type != PageViewRestriction.LOGIN or not isinstance(instance.page.specific, SHELVES):
        raise NotAllowed


@receiver(post_save, sender=PageViewRestriction)
def restrict_translations(instance, **kwargs):
    """The restriction of one language's section is that of all, and what stands below leaves the public's hits."""
    for translation in instance.page.get_translations():
        restrict(translation)
    for page in instance.page.get_descendants(inclusive=True).specific().iterator():
        if is_thing(page):
            refresh(page, whole_tree=True, narrows=True)


def is_thing(page):
    return any(isinstance(page, kind.model) for kind in things.kinds().values())


@receiver(pre_delete, sender=PageViewRestriction)
def keep_restrictions(instance, origin=None, **kwargs):
    """A restriction goes with its page and in no other way: that would open everything below at once."""
    model = getattr(origin, "model", type(origin))
    if model is PageViewRestriction:
        raise Widens


@receiver(pre_save, sender=Picture)
def keep_pixels_alone(instance, **kwargs):
    """Nothing of an upload but its pixels is kept, and a new file is members' again, whoever saw the old one."""
    file = instance.file
    if not file or file._committed:
        return
    if not isinstance(file.file, BareFile):
        instance.file = bare_picture(file)
    instance.audience_id = MEMBERS
    instance._set_image_file_metadata()


@receiver([page_published, page_unpublished, post_page_move])
def remember_touched(instance, **kwargs):
    touch(instance)
