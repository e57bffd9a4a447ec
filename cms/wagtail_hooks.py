"""Our gate before Wagtail's, and what editors need not see."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from cms.models import FoundationPage
from cms.pictures import pictures_in
from cms.rules import can_open_pictures
from cms.widening import refuse_move
from core.refusals import Refusal
from core.views import not_found_unless

HIDDEN_MENUS = {"documents", "reports", "settings", "help", "snippets", "users"}


@hooks.register("before_serve_page", order=-1000)
def our_gate_first(page, request, args, kwargs):
    """Who may not see a page gets the one 404: no redirect, no form, no word that there is something. Wagtail answers
    to OPTIONS and to methods it doesn't know before it serves: ours comes before that, too."""
    not_found_unless(type(page).objects.visible_to(request.user).filter(pk=page.pk).exists())


@hooks.register("on_serve_page", order=-1000)
def our_gate_before_restrictions(serve):
    """The same, should Wagtail ever serve without asking the hook above."""

    def ask(page, request, args, kwargs):
        our_gate_first(page, request, args, kwargs)
        return serve(page, request, args, kwargs)

    return ask


@hooks.register("before_move_page")
def say_why_not_there(request, page, destination):
    """Wagtail would only say that something is not permitted, and send the editor to the dashboard."""
    try:
        refuse_move(page, destination)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("construct_main_menu")
def only_what_is_open(request, items):
    items[:] = [item for item in items if item.name not in HIDDEN_MENUS]


@hooks.register("register_admin_menu_item")
def back_to_the_site():
    return MenuItem(_("Back to Fora"), "/", icon_name="home", order=1)


@hooks.register("register_page_header_buttons")
def who_sees_the_pictures(page, user, view_name, next_url=None):
    page = page.specific
    if isinstance(page, FoundationPage) and can_open_pictures(user) and pictures_in(page).exists():
        yield Button(
            _("Who sees the pictures"), reverse("page_pictures", args=[page.pk]), icon_name="image", priority=70
        )
