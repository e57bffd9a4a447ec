"""What an editor is told after publishing, taking back or moving a page: who sees its pictures now."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from cms.models import FoundationPage
from cms.pictures import to_close, to_open
from cms.rules import can_open_pictures


def tell_of_pictures(request, pages):
    """`pages`: what was just changed. Who may not decide about pictures isn't asked."""
    if not can_open_pictures(request.user):
        return
    standing = Page.objects.filter(pk__in=[page.pk for page in pages])  # as they are now; a deleted one isn't
    for page in standing.specific():
        if isinstance(page, FoundationPage):
            _tell_of(request, page)


def _tell_of(request, page):
    closed, opened = to_open(page).count(), to_close(page).count()
    if closed:
        text = ngettext(
            "Everybody reads “%(title)s”, but %(count)s picture in it is seen by members alone: others get the page "
            "without it.",
            "Everybody reads “%(title)s”, but %(count)s pictures in it are seen by members alone: others get the "
            "page without them.",
            closed,
        )
        messages.warning(request, text % {"title": page.title, "count": closed}, buttons=[_button(page)])
    if opened:
        text = ngettext(
            "“%(title)s” is no longer read by everybody, but %(count)s picture in it still is open to all.",
            "“%(title)s” is no longer read by everybody, but %(count)s pictures in it still are open to all.",
            opened,
        )
        messages.warning(request, text % {"title": page.title, "count": opened}, buttons=[_button(page)])


def _button(page):
    return messages.button(reverse("page_pictures", args=[page.pk]), _("Decide who sees them"))
