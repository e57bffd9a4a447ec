from django import forms

from notifications.models import Preference
from notifications.registry import choosable


class ChannelsForm(forms.Form):
    """One choice for each kind of notice; a field is named by its kind."""

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        chosen = dict(Preference.objects.filter(user=user).values_list("kind", "channel"))
        for kind in choosable():
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label,
                choices=Preference.CHANNELS,
                initial=chosen.get(kind.name, kind.channel),
                widget=forms.RadioSelect,
            )
