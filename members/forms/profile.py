"""What people tell of themselves, without script: each part beside the choice of who sees it."""

import zoneinfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.forms import LongText, PlainText, refuse_controls
from core.gate import MEMBERS
from files.actions import check
from files.refusals import FileRefused
from files.types import PICTURES
from members import languages
from members.forms.fields import Name
from members.models import ProfilePart, SpokenLanguage
from members.portraits import squared
from members.told import views_of
from thesaurus.forms import ConceptsField
from thesaurus.models import Concept

MOST_LANGUAGES = 12
FREE_LINES = 2  # empty lines for further languages
LEAST_LINES = 4
MOST_JURISDICTIONS = 12
# Who sees a part is asked in the form; until somebody has chosen, this is offered.
OFFERED = {
    ProfilePart.TITLE, ProfilePart.INSTITUTION, ProfilePart.LANGUAGES, ProfilePart.EXPERTISE,
    ProfilePart.JURISDICTIONS, ProfilePart.WRITING,
}  # fmt: skip


class LanguagesWidget(forms.Widget):
    """Lines of a language, as typed, and a level."""

    template_name = "members/languages_widget.html"

    def value_from_datadict(self, data, files, name):
        names, levels = data.getlist(f"{name}-language"), data.getlist(f"{name}-level")
        return list(zip(names, levels, strict=False))[: MOST_LANGUAGES + FREE_LINES]

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-language" not in data

    def id_for_label(self, id_):
        return f"{id_}_1" if id_ else id_

    def get_context(self, name, value, attrs):
        lines = [(typed, level) for typed, level in value or [] if typed]
        lines += [("", "")] * max(FREE_LINES, LEAST_LINES - len(lines))
        return {
            **super().get_context(name, None, attrs),
            "lines": lines[:MOST_LANGUAGES],
            "levels": SpokenLanguage.LEVELS,
            "names": languages.choices(),
        }


class LanguagesField(forms.Field):
    """Languages and levels. Cleans to [(code, level)], each language once; a name may be typed in any language."""

    widget = LanguagesWidget

    def clean(self, value):
        found, errors = {}, []
        for typed, level in value or []:
            refuse_controls(typed)
            typed = typed.strip()
            if not typed:
                continue
            code = languages.code_of(typed)
            if code is None:
                message = _("“%(typed)s” is no language that Fora knows. Please choose it from the list.")
                errors.append(ValidationError(message, code="unknown", params={"typed": typed[:60]}))
            elif level not in dict(SpokenLanguage.LEVELS):
                message = _("How well do you work in %(language)s? Please choose a level.")
                errors.append(ValidationError(message, code="level", params={"language": languages.name_of(code)}))
            else:
                found[code] = level
        if errors:
            raise ValidationError(errors)
        return list(found.items())


class LinesField(LongText):
    """Short names, one on each line or with commas between. Cleans to a list, each once."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        text = super().clean(value)
        names = [" ".join(name.split()) for line in text.splitlines() for name in line.replace("،", ",").split(",")]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > MOST_JURISDICTIONS or any(len(name) > 60 for name in names):
            message = ngettext(
                "Please name at most %(most)s, each in no more than 60 letters.",
                "Please name at most %(most)s, each in no more than 60 letters.",
                MOST_JURISDICTIONS,
            )
            raise ValidationError(message % {"most": MOST_JURISDICTIONS}, code="max_length")
        return names


class PhotoField(forms.FileField):
    """One picture of a type that is taken. Cleans to a square file of its pixels, or None."""

    def clean(self, data, initial=None):
        sent = super().clean(data, initial)
        if not sent:
            return None
        try:
            type_name = check(sent, sent.name)
            if type_name in PICTURES:
                return squared(sent, type_name)
        except FileRefused as refusal:
            raise ValidationError(refusal.message, code="refused") from refusal
        raise ValidationError(_("Please choose a picture: JPEG, PNG or WebP."), code="refused")


class ProfileForm(forms.Form):
    """The whole profile. Beside each part, `seen_<kind>`: its audiences, none of them for nobody."""

    name = Name(label=_("Your name, as others will see it"))
    is_named = forms.TypedChoiceField(
        label=_("How you appear in the directory and on your page"),
        choices=[("1", _("With my name")), ("", _("By position and institution only"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Without your name you are found by what you do and where; your contributions are not listed on your page. "
            "What you write in the forum or the library still carries your name, and whoever reads it there knows it."
        ),
    )
    job_title = PlainText(label=_("Position"), max_length=160, required=False)
    photo = PhotoField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP. It is cut to a square, and nothing else of the file is kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    without_photo = forms.BooleanField(label=_("Remove the photo"), required=False)
    languages = LanguagesField(label=_("Languages you work in"), required=False)
    expertise = ConceptsField(label=_("Expertise"), most=12)
    jurisdictions = LinesField(
        label=_("Jurisdictions"),
        required=False,
        max_length=1000,
        help_text=_("Countries and courts whose law you know, one on each line."),
    )
    systems = forms.MultipleChoiceField(label=_("Legal systems"), required=False, widget=forms.CheckboxSelectMultiple)
    experience = LongText(
        label=_("Experience"),
        required=False,
        max_length=3000,
        help_text=_("What you have worked on, as far as it may be known. Name no case that is not public."),
    )
    phone = PlainText(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"dir": "ltr", "type": "tel"})
    )
    mail = forms.EmailField(
        label=_("E-mail address to be reached at"),
        required=False,
        help_text=_("It may be another one than you sign in with, which nobody sees."),
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    other = PlainText(label=_("Other ways to reach you"), max_length=300, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args, person, **options):
        profile = person.profile
        super().__init__(*args, initial=_initial(person, profile), **options)
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]
        self.systems = {concept.ref: concept for concept in _systems()}
        self.fields["systems"].choices = [(ref, concept.name) for ref, concept in self.systems.items()]
        audiences, chosen = views_of(person), _chosen(profile)
        for kind, label in ProfilePart.KINDS:
            self.fields[f"seen_{kind}"] = forms.MultipleChoiceField(
                label=_("Who sees this: %(part)s") % {"part": label},
                choices=audiences,
                required=False,
                initial=chosen[kind],
                widget=forms.CheckboxSelectMultiple,
            )

    def clean_mail(self):
        refuse_controls(self.cleaned_data["mail"])
        return self.cleaned_data["mail"]

    def clean_systems(self):
        return [self.systems[ref] for ref in self.cleaned_data["systems"]]

    def telling(self):
        """What is to be told, for `actions.tell`."""
        wanted = self.cleaned_data
        plain = {name: wanted[name] for name in TOLD}
        return {**plain, "seen": {kind: wanted[f"seen_{kind}"] for kind, _label in ProfilePart.KINDS}}

    def sections(self):
        """[(heading, [(fields, who sees them)])] as the page has them; a part without a field of its own has none."""
        return [
            (heading, [([self[name] for name in fields], self[f"seen_{kind}"]) for fields, kind in parts])
            for heading, parts in SECTIONS
        ]


TOLD = (
    "name", "is_named", "job_title", "languages", "expertise", "jurisdictions", "systems", "experience", "phone",
    "mail", "other", "time_zone",
)  # fmt: skip
SECTIONS = [
    (_("Who you are"), [(["job_title"], "title"), ([], "institution"), (["photo", "without_photo"], "photo")]),
    (
        _("What you bring"),
        [
            (["languages"], "languages"),
            (["expertise"], "expertise"),
            (["jurisdictions", "systems"], "jurisdictions"),
            (["experience"], "experience"),
        ],
    ),
    (
        _("How you are reached"),
        [([], "writing"), (["phone"], "phone"), (["mail"], "mail"), (["other"], "other"), (["time_zone"], "time_zone")],
    ),
]


def _systems():
    return Concept.objects.current().filter(top__slug="legal-systems").for_listing().in_order()


def _initial(person, profile):
    plain = ("job_title", "experience", "phone", "mail", "other")
    return {
        **{name: getattr(profile, name) for name in plain},
        "name": person.name,
        "time_zone": person.time_zone,
        "is_named": "1" if profile.is_named else "",
        "jurisdictions": "\n".join(profile.jurisdictions),
        "languages": [(languages.name_of(spoken.code), spoken.level) for spoken in profile.languages.all()],
        "expertise": profile.expertise.all(),
        "systems": [concept.ref for concept in profile.systems.all()],
    }


def _chosen(profile):
    """{kind: audience keys} as they are, or as they are offered to somebody who has not chosen yet."""
    chosen = {kind: [] for kind, _label in ProfilePart.KINDS}
    if profile.told_at is None:
        return {kind: [MEMBERS] if kind in OFFERED else [] for kind in chosen}
    for part in profile.parts.all():
        chosen[part.kind].append(part.audience_id)
    return chosen
