"""Institutions as stewards write them down."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, PlainText
from members.lookalikes import mixes_alphabets
from members.models import Institution, User
from members.models.user import ascii_domain

MOST_DOMAINS = 50


class Domains(LongText):
    """E-mail domains, one a line, as a list in the form that name servers have."""

    is_domain = DomainNameValidator()

    def clean(self, value):
        lines = super().clean(value).lower().split()
        domains = list(dict.fromkeys(ascii_domain(line.rpartition("@")[2].strip(".")) for line in lines))
        if len(domains) > MOST_DOMAINS:
            raise ValidationError(_("Please keep this to %(most)s domains.") % {"most": MOST_DOMAINS})
        for domain in domains:
            self._check(domain)
        return domains

    def _check(self, domain):
        try:
            self.is_domain(domain)
        except ValidationError:
            said = _("“%(domain)s” is no e-mail domain. One looks like %(example)s.")
            raise ValidationError(said % {"domain": domain, "example": "prosecutor.example"}) from None
        if mixes_alphabets(domain):
            raise ValidationError(_("“%(domain)s” mixes letters of different alphabets.") % {"domain": domain})


class InstitutionForm(forms.Form):
    """Names in five languages, at least one of them; what kind it is, where, and its e-mail domains."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Institution.KINDS)
    country = PlainText(
        label=_("Country"), max_length=60, required=False, help_text=_("Empty for an international one.")
    )
    domains = Domains(
        label=_("E-mail domains"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_("One on each line. Whoever invites an address with another domain is asked to confirm it."),
    )

    def __init__(self, *args, institution=None, **options):
        initial = _known(institution) if institution else {}
        super().__init__(*args, initial=initial, **options)
        names = {}
        for code, label in settings.LANGUAGES:
            said = _("Name in %(language)s") % {"language": label}
            names[f"name_{code}"] = PlainText(
                label=said, max_length=200, required=False, widget=forms.TextInput(attrs={"lang": code})
            )
        self.fields = {**names, **self.fields}

    def clean(self):
        if not self.names and not any(name.startswith("name_") for name in self.errors):
            self.add_error("name_en", _("Please type the name in at least one language."))
        return self.cleaned_data

    @property
    def names(self):
        """{language: name} of those that were typed."""
        typed = {code: self.cleaned_data.get(f"name_{code}") for code, _label in settings.LANGUAGES}
        return {code: name for code, name in typed.items() if name}

    @property
    def said(self):
        return {"names": self.names, **{name: self.cleaned_data[name] for name in ("kind", "country", "domains")}}


class FocalPointForm(forms.Form):
    """One of those who work there."""

    person = forms.ChoiceField(label=_("Member"))

    def __init__(self, *args, institution, **options):
        super().__init__(*args, **options)
        working = User.objects.members().filter(profile__institution=institution)
        free = working.exclude(focal_times__in=institution.focal_times.current()).order_by("sort_name", "pk")
        self.people = {person.ref: person for person in free}
        self.fields["person"].choices = [(ref, person.name) for ref, person in self.people.items()]

    @property
    def chosen(self):
        return self.people[self.cleaned_data["person"]]


def _known(institution):
    """What stands in the form of an institution that is there already."""
    names = {f"name_{row.language}": row.name for row in institution.names.all()}
    domains = "\n".join(sorted(row.domain for row in institution.domains.all()))
    return {"kind": institution.kind, "country": institution.country, "domains": domains, **names}
