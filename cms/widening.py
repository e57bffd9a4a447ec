"""No move, copy, alias or translation takes a page from members to the public.

Wagtail's restrictions hang on places in the tree, so whatever changes its place may change its readers.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.querysets import in_members_section
from core.refusals import Refusal


class Widens(Refusal):
    message = _(
        "This page is for members. It can’t be moved, copied or translated to a place that everybody can read: "
        "write a new page there."
    )


def is_for_members_at(page):
    """Whether only members may read what stands at this place in the tree."""
    return Page.objects.filter(pk=page.pk).filter(in_members_section()).exists()


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


def refuse_widening_move(page, destination):
    if move_would_widen(page, destination):
        raise Widens


def refuse_widening_copy(sources, copy):
    """`sources`: the pages that a new page's text comes from."""
    if sources.filter(in_members_section()).exists() and not is_for_members_at(copy):
        raise Widens
