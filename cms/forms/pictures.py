"""Wagtail's form for pictures, with words for who can't see them."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms import actions
from cms.bare import bare_picture
from core.gate import PUBLIC
from core.refusals import Refusal
from core.templatetags.fora import direction

MOST = 300


class PictureField(WagtailImageField):
    """Draws a picture anew before Wagtail looks at it: some hostile files make Wagtail's look fail."""

    @classmethod
    def in_place_of(cls, field):
        return cls(label=field.label, required=field.required, widget=field.widget, max_length=field.max_length)

    def to_python(self, data):
        if data in self.empty_values:
            return None
        self.check_image_file_size(data)
        try:
            bare = bare_picture(data)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal
        return super().to_python(bare)


class PictureForm(BaseImageForm):
    """What the picture shows is said in at least one of the languages; an upload keeps nothing but its pixels."""

    def __init__(self, *args, **kwargs):
        self.by = kwargs.get("user")
        super().__init__(*args, **kwargs)
        said = {text.language: text.alt for text in self.instance.texts.all()} if self.instance.pk else {}
        for code, name in settings.LANGUAGES:
            self.fields[f"alt_{code}"] = _description(code, name, said.get(code, ""))
        if "file" in self.fields:
            self.fields["file"] = PictureField.in_place_of(self.fields["file"])
        if "file" in self.fields and self.instance.pk and self.instance.audience_id == PUBLIC:
            self.fields["file"].help_text = _(
                "Everybody sees this picture. A new file is seen by members alone, until it is opened again."
            )

    def clean(self):
        cleaned = super().clean()
        if not any(self._descriptions(cleaned).values()) and not self._descriptions_failed():
            self.add_error(
                f"alt_{settings.LANGUAGES[0][0]}",
                _("Say in at least one language what the picture shows: some readers can’t see it."),
            )
        return cleaned

    def save(self, commit=True):
        picture = super().save(commit=commit)
        if commit:
            actions.describe_picture(picture, self._descriptions(self.cleaned_data), by=self.by)
        return picture

    def _descriptions(self, cleaned):
        return {code: cleaned.get(f"alt_{code}", "") for code, _name in settings.LANGUAGES}

    def _descriptions_failed(self):
        return any(f"alt_{code}" in self.errors for code, _name in settings.LANGUAGES)


def _description(code, name, said):
    return forms.CharField(
        label=_("What it shows, in %(language)s") % {"language": name},
        max_length=MOST,
        required=False,
        initial=said,
        widget=forms.Textarea(attrs={"rows": 2, "lang": code, "dir": direction(code)}),
    )
