"""What people type about spaces: what one is, who comes in and for how long, why somebody asks."""

from datetime import datetime, time

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from members.called import described, people_called
from members.forms.fields import Name
from members.forms.invitations import InvitedAddress
from members.models import Institution, Membership, Space

LONGEST_WORDS = 300  # the columns' length


def languages():
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


class EndDate(forms.DateField):
    """A last day, as the moment at which it is over in the reader's time zone; None without one. It lies ahead."""

    default_error_messages = {"invalid": _("Please give a day such as 2027-01-31.")}

    def __init__(self, label, help_text):
        # Written as dates are in forms on every browser; shown in the reader's way beside it.
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, help_text=help_text, required=False, widget=widget, input_formats=["%Y-%m-%d"])

    def prepare_value(self, value):
        return timezone.localtime(value).date() if isinstance(value, datetime) else value

    def clean(self, value):
        day = super().clean(value)
        if day is None:
            return None
        if not timezone.localdate() <= day or day.year > 2200:
            raise forms.ValidationError(_("Please give a day that lies ahead."))
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class SpaceForm(forms.Form):
    """What a space is and for whom."""

    name = PlainText(label=_("Name"), max_length=120)
    purpose = LongText(
        label=_("Purpose"),
        max_length=2000,
        required=False,
        help_text=_("What it is for, and what does not belong in it. Whoever is invited or finds it reads this first."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages, help_text=_("Of the name and the purpose."))
    terms = LongText(
        label=_("Terms to accept"),
        max_length=5000,
        required=False,
        help_text=_("Whoever comes in accepts them. When you change them, everybody is asked once more."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("purpose", "terms"):
            self.fields[name].widget.attrs["rows"] = 4


class NewSpaceForm(SpaceForm):
    once = OnceField()
    kind = forms.ChoiceField(label=_("Kind"), choices=Space.KINDS, widget=forms.RadioSelect, initial=Space.INVITE)


class SettingsForm(SpaceForm):
    people_seen_by = forms.ChoiceField(
        label=_("Who sees its people"), choices=Space.PEOPLE_SEEN_BY, widget=forms.RadioSelect
    )
    asks_for_factor = forms.BooleanField(
        label=_("Only with a second factor"),
        required=False,
        help_text=_("Who has none stands outside until it is set up."),
    )
    ends_at = EndDate(_("Last day of the space"), _("After it nobody is inside, and what stands here is closed."))


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Space.KINDS, widget=forms.RadioSelect)


class MembershipForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.ROLES, widget=forms.RadioSelect)
    until = EndDate(_("Last day in the space"), _("Empty: as long as the space lasts."))


class TermsForm(forms.Form):
    """Asks for the terms where the space has some."""

    def __init__(self, *args, space, **options):
        super().__init__(*args, **options)
        if space.terms_at:
            missing = {"required": _("Please accept the terms to come in.")}
            self.fields["accepts"] = forms.BooleanField(
                label=_("I accept the terms of this space"), error_messages=missing
            )

    @property
    def accepts_terms(self):
        return bool(self.cleaned_data.get("accepts"))


class AskForm(TermsForm):
    words = PlainText(
        label=_("Why you ask"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("One or two lines about what you work on. Only the keepers of the space read them."),
    )


class InviteIntoForm(forms.Form):
    """A member chosen by name, and what they come in as. Where several have the name, one is chosen of them."""

    who = PlainText(label=_("Name of the member"), max_length=120)
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.ROLES, widget=forms.RadioSelect, initial=Membership.MEMBER
    )
    until = EndDate(_("Last day in the space"), _("Empty: as long as the space lasts."))
    line = PlainText(
        label=_("A personal line"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("Only the person whom you invite, and those who keep this space, read it."),
    )

    def __init__(self, *args, by, **options):
        super().__init__(*args, **options)
        self.by, self.person = by, None
        typed = self.data.get("who", "").strip() if self.is_bound else ""
        found = people_called(typed, by) if len(typed) <= self.fields["who"].most else []
        if len(found) > 1:
            self.fields["person"] = forms.ChoiceField(
                label=_("Which of them"),
                choices=[(person.ref, described(person)) for person in found],
                widget=forms.RadioSelect,
                error_messages={"required": _("Several members have this in their name. Please choose one.")},
            )
            self.order_fields(["who", "person"])
        self.found = {person.ref: person for person in found}

    def clean(self):
        if "who" in self.cleaned_data and not self.found:
            self.add_error("who", _("No member has this name. Look it up among the people."))
        chosen = self.cleaned_data.get("person")
        self.person = self.found.get(chosen) if chosen else next(iter(self.found.values()), None)
        return self.cleaned_data

    @property
    def said(self):
        return {name: self.cleaned_data[name] for name in ("role", "until", "line")}


class OutsiderForm(forms.Form):
    """Somebody who has no account. What stands here is what the stewards are shown."""

    name = Name(label=_("Name"), error_messages={"required": _("Please type the person’s name.")})
    email = InvitedAddress(_("E-mail address"), autocomplete="off")
    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Institution.objects.none(), required=False, empty_label=_("Not in the list")
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)
    line = PlainText(
        label=_("Why this person"),
        max_length=LONGEST_WORDS,
        help_text=_("For the membership stewards. Do not name the space: they are not shown it."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["institution"].queryset = Institution.objects.prefetch_related("names").order_by("pk")
