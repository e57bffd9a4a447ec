from django import forms

from notifications.models import Preference
from notifications.registry import choosable


class ChannelsForm(forms.Form):
    """One field for each choice that readers have, named as it is."""

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        chosen = dict(Preference.objects.filter(user=user).values_list("kind", "channel"))
        for choice in choosable():
            self.fields[choice.name] = forms.ChoiceField(
                label=choice.label,
                choices=Preference.CHANNELS,
                initial=chosen.get(choice.name, choice.channel),
                widget=forms.RadioSelect,
            )
