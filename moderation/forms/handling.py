"""A label, chosen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.handling import labels


class HandlingField(forms.ChoiceField):
    """Chooses a label by its key; "" where nothing was sent, which leaves it to whoever writes the row."""

    def __init__(self, **options):
        options = {"label": _("Handling"), "required": False, **options}
        super().__init__(choices=_names, **options)

    @property
    def meanings(self):
        """[Label] that there are to choose from, for a page that says what each means."""
        return list(labels().values())


def _names():
    return [(label.key, label.name) for label in labels().values()]
