from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from notifications.models import Follow, Preference, Rhythm
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


def _time(label):
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class RhythmForm(forms.Form):
    """When mail comes, and what one follows by oneself."""

    hour = forms.TypedChoiceField(
        label=_("Hour of digests"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
    )
    weekday = forms.TypedChoiceField(label=_("Day of weekly digests"), choices=list(WEEKDAYS.items()), coerce=int)
    quiet_from = _time(_("No notices by mail from"))
    quiet_until = _time(_("until"))
    own = forms.TypedChoiceField(
        label=_("When I start a topic or write in one"), choices=Follow.OWN, coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args, user, **options):
        mine = Rhythm.objects.filter(user=user).first() or Rhythm()
        super().__init__(*args, initial={name: getattr(mine, name) for name in self.base_fields}, **options)

    def clean(self):
        start, end = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_until")
        if (start is None) != (end is None) and not {"quiet_from", "quiet_until"} & set(self.errors):
            self.add_error("quiet_until" if start else "quiet_from", _("Say both when it begins and when it ends."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("It has to end at another time than it begins."))
        return self.cleaned_data


class LevelForm(forms.Form):
    level = forms.TypedChoiceField(choices=Follow.LEVELS, coerce=int)
