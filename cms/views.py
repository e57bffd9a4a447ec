from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms.models import Picture
from core.views import not_found_unless


class UpdateTranslations(UpdateTranslationsView):
    """wagtail-localize's screen without its wish to publish at once: that would publish untranslated sentences."""

    def get_form(self):
        form = super().get_form()
        form.fields["publish_translations"].disabled = True
        form.fields["publish_translations"].help_text = ""
        return form


@require_safe
def picture(request, ref, spec):
    """A rendition that some page has drawn, for who may see the picture."""
    found = get_object_or_404(Picture.objects.visible_to(request.user), ref=ref)
    rendition = found.renditions.filter(filter_spec=spec.replace(",", "|")).first()
    not_found_unless(rendition)
    response = FileResponse(rendition.file.open("rb"), content_type=_type_of(rendition.file.name))
    response["Cache-Control"] = "private, no-store"
    response._csp_replace = {"default-src": ["'none'"], "sandbox": True}
    return response


def _type_of(name):
    return {"png": "image/png", "webp": "image/webp"}.get(name.rpartition(".")[2], "image/jpeg")
