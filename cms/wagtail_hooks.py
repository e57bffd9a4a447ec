"""Our gate before Wagtail's, and what editors need not see."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.views import not_found_unless

HIDDEN_MENUS = {"documents", "reports", "settings", "help", "snippets", "users"}


@hooks.register("on_serve_page", order=-1000)
def our_gate_first(serve):
    """Who may not see a page gets the one 404: no redirect, no form, no word that there is something."""

    def ask(page, request, args, kwargs):
        not_found_unless(type(page).objects.visible_to(request.user).filter(pk=page.pk).exists())
        return serve(page, request, args, kwargs)

    return ask


@hooks.register("construct_main_menu")
def only_what_is_open(request, items):
    items[:] = [item for item in items if item.name not in HIDDEN_MENUS]


@hooks.register("register_admin_menu_item")
def back_to_the_site():
    return MenuItem(_("Back to Fora"), "/", icon_name="home", order=1)
