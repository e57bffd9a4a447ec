import logging

from django.core.exceptions import BadRequest, ValidationError
from django.forms import HiddenInput, ModelChoiceField
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.views.pages.copy import copy
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import Page
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms import actions, rules
from cms.models import FoundationPage, Picture
from cms.pictures import is_read_by_all, pictures_in, to_close, to_open
from core.views import not_found_unless

logger = logging.getLogger(__name__)
_choose_parent = page_viewset_registry.as_view(
    "choose_parent", app_label_kwarg="app_label", model_name_kwarg="model_name"
)


class UpdateTranslations(UpdateTranslationsView):
    """wagtail-localize's screen without its wish to publish at once: that would publish untranslated sentences."""

    def get_form(self):
        form = super().get_form()
        wish = form.fields["publish_translations"]
        wish.disabled, wish.widget = True, HiddenInput()
        return form


def copy_page(request, page_id):
    """Wagtail's own screen, behind a look at what was sent as the new parent."""
    _refuse_no_page(request, "new_parent_page")
    return copy(request, page_id)


def choose_parent(request, **kind):
    """Wagtail's own screen, behind a look at what was sent as the parent; that none was chosen it says itself."""
    _refuse_no_page(request, "parent_page", required=False)
    return _choose_parent(request, **kind)


def _refuse_no_page(request, name, required=True):
    """Wagtail takes what its chooser sends for a page without looking; whatever else was sent, that form did not. Nor
    is one below which this person adds nothing a page to them: the form would tell its title."""
    if request.method == "POST":
        try:
            parent = ModelChoiceField(Page.objects.all(), required=required).clean(request.POST.get(name))
        except ValidationError as error:
            raise BadRequest("The form is not whole.") from error
        if parent and not parent.permissions_for_user(request.user).can_add_subpage():
            raise BadRequest("The form is not whole.")


@require_http_methods(["GET", "HEAD", "POST"])
def page_pictures(request, page_id):
    """The pictures of a page and who sees them; who publishes may open or close them here."""
    page = get_object_or_404(Page, pk=page_id).specific
    not_found_unless(isinstance(page, FoundationPage) and rules.can_open_pictures(request.user))
    if request.method == "POST":
        _decide(request, page)
        return redirect("page_pictures", page.pk)
    context = {
        "page": page,
        "pictures": pictures_in(page).prefetch_related("texts"),
        "is_read_by_all": is_read_by_all(page),
        "to_open": to_open(page),
        "to_close": to_close(page),
    }
    return render(request, "cms/page_pictures.html", context)


def _decide(request, page):
    if request.POST.get("decision") == "close":
        count = actions.close_pictures(page, by=request.user)
        text = ngettext("%(count)s picture is for members now.", "%(count)s pictures are for members now.", count)
    else:
        count = actions.open_pictures(page, by=request.user)
        text = ngettext("Everybody sees %(count)s picture now.", "Everybody sees %(count)s pictures now.", count)
    messages.success(request, text % {"count": count})


@require_safe
def picture(request, ref, spec):
    """A rendition that some page has drawn, for who may see the picture."""
    found = get_object_or_404(Picture.objects.visible_to(request.user), ref=ref)
    rendition = found.renditions.filter(filter_spec=spec.replace(",", "|")).first()
    not_found_unless(rendition)
    response = FileResponse(_opened(rendition), content_type=_type_of(rendition.file.name))
    response["Cache-Control"] = "private, no-store"
    response._csp_replace = {"default-src": ["'none'"], "sandbox": True}
    return response


def _opened(rendition):
    try:
        return rendition.file.open("rb")
    except FileNotFoundError as error:
        logger.error("The bytes of picture:%s are missing on disk.", rendition.image.ref)
        raise Http404 from error


def _type_of(name):
    return {"png": "image/png", "webp": "image/webp"}.get(name.rpartition(".")[2], "image/jpeg")
