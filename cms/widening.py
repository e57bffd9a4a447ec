"""No move, copy, alias or translation takes a page from members to the public, nor out of its language's tree.

Wagtail's restrictions hang on places in the tree, so whatever changes its place may change its readers. A second
person's approval would allow it; there is none to be had: it is refused outright, and who wants everybody to read
something writes a new page where everybody reads.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import Translation

from cms.querysets import in_members_section
from core.refusals import Refusal


class Widens(Refusal):
    message = _(
        "This page is for members. It can’t be moved, copied or translated to a place that everybody can read: "
        "write a new page there."
    )


class OtherLanguage(Refusal):
    message = _("Pages stand in the tree of their language. Have this page translated instead.")


def is_for_members_at(page):
    """Whether only members may read what stands at this place in the tree."""
    return Page.objects.filter(pk=page.pk).filter(in_members_section()).exists()


def restrict(page):
    """Let members alone read what stands here."""
    if not page.view_restrictions.exists():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def move_would_widen(page, destination):
    """A page's own restriction moves along; one that it has from above doesn't."""
    if page.view_restrictions.exists() or is_for_members_at(destination):
        return False
    return is_for_members_at(page)


def copy_would_widen(page, destination, recursive=False):
    """A copy leaves its place behind, perhaps with restrictions of its own: none is trusted to come along."""
    if is_for_members_at(destination):
        return False
    copied = page.get_descendants(inclusive=True) if recursive else Page.objects.filter(pk=page.pk)
    return copied.filter(in_members_section()).exists()


def is_of_another_language(page, destination):
    """Whether a place belongs to another language's tree; the root belongs to none."""
    return destination.depth > 1 and destination.locale_id != page.locale_id


def refuse_move(page, destination):
    if move_would_widen(page, destination):
        raise Widens
    if is_of_another_language(page, destination):
        raise OtherLanguage


def refuse_copy(page, destination, recursive=False):
    if copy_would_widen(page, destination, recursive):
        raise Widens
    if is_of_another_language(page, destination):
        raise OtherLanguage


def widens_what_it_comes_from(page):
    """Whether everybody reads a page whose words come from one that members alone read."""
    return sources_of(page).filter(in_members_section()).exists() and not is_for_members_at(page)


def sources_of(page):
    """The pages that a new page's words come from: what it was made from, repeats, or is a translation of."""
    made_from = page.made_from.pk if page.made_from else None
    same_work = Q(translation_key=page.translation_key)
    return Page.objects.filter(same_work | Q(pk=made_from) | Q(pk=page.alias_of_id)).exclude(pk=page.pk)


def original_of(translation):
    """The page that wagtail-localize fills a translation from, sentence by sentence; or None."""
    of_the_work = Page.objects.filter(translation_key=translation.source.object_id)
    return of_the_work.filter(locale_id=translation.source.locale_id).first()


def refuse_wider_than_original(page):
    """A page that follows an original is not published where more people read."""
    following = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    original = following and original_of(following)
    if original and is_for_members_at(original) and not is_for_members_at(page):
        raise Widens


def let_followers_go(page):
    """A page has gone to members: what repeats or follows it in public keeps the words it has and gets no new ones."""
    for gone in page.get_descendants(inclusive=True).filter(in_members_section()):
        for alias in Page.objects.filter(alias_of=gone).exclude(in_members_section()).specific():
            ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
        for translation in gone.get_translations().exclude(in_members_section()):
            Translation.objects.filter(
                source__object_id=gone.translation_key, target_locale_id=translation.locale_id
            ).update(enabled=False)
