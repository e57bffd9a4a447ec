"""Wagtail's form for copies, with our reasons."""

from django.forms import CharField, HiddenInput
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from cms.widening import refuse_copy
from core.ids import new_ref
from core.refusals import Refusal


class CopyPageForm(CopyForm):
    def __init__(self, *args, **kwargs):
        """A page's name in addresses is its ref: nobody is asked for one. A title is as long as a page's may be, which
        Wagtail finds out too late to say so."""
        super().__init__(*args, **kwargs)
        title, longest = self.fields["new_title"], Page._meta.get_field("title").max_length
        self.fields["new_title"] = CharField(initial=title.initial, label=title.label, max_length=longest)
        self.fields["new_slug"].initial = new_ref()
        self.fields["new_slug"].widget = HiddenInput()

    def clean(self):
        """A place where more people would read the copy, or of another language, is refused in words."""
        cleaned = super().clean()
        destination = cleaned.get("new_parent_page") or self.page.get_parent()
        try:
            refuse_copy(self.page, destination, bool(cleaned.get("copy_subpages")))
        except Refusal as refusal:
            self.errors["new_parent_page"] = self.error_class([refusal.message])
        return cleaned
