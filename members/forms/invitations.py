"""Inviting somebody to Fora."""

import unicodedata

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.collation import sort_key
from core.forms import PlainText
from members.forms.fields import Address, Name
from members.lookalikes import mixes_alphabets, readable
from members.models import Institution, Space


class InvitedAddress(Address):
    """An address that somebody else has told: letters that only look like others are refused."""

    def clean(self, value):
        text = unicodedata.normalize("NFKC", self.to_python(value) or "")
        local, _at, domain = text.rpartition("@")
        if not local.isascii() or mixes_alphabets(domain):
            raise ValidationError(
                _(
                    "This address holds letters of different alphabets that look alike, so it would reach somebody "
                    "else. Please type it by hand, letter by letter."
                ),
                code="lookalikes",
            )
        return super().clean(text)


class InviteForm(forms.Form):
    """Whom, from where, in which language, and into which spaces. by: who invites; it offers what they may."""

    email = InvitedAddress(_("E-mail address"))
    name = Name(label=_("Name"), required=False)
    institution = forms.ChoiceField(label=_("Institution"))
    language = forms.ChoiceField(label=_("Language of the invitation"))
    spaces = forms.MultipleChoiceField(
        label=_("Spaces"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Open ones are joined on arrival. For those on request, its keepers learn that you invited this person."
        ),
    )
    line = PlainText(
        label=_("A personal line"),
        max_length=300,
        required=False,
        help_text=_(
            "It stands on the page behind the link, not in the mail. Besides the invited person, the membership "
            "stewards and the focal points of the institution read it."
        ),
    )
    sure = forms.BooleanField(label=_("I have compared the address, and it is right."), required=False)

    def __init__(self, *args, by, **options):
        super().__init__(*args, **options)
        self.institutions = {each.ref: each for each in Institution.objects.invited_for_by(by).for_listing()}
        self.offered = {space.ref: space for space in Space.objects.offered_by(by).in_order()}
        named = [(ref, each.name) for ref, each in self.institutions.items()]
        self.fields["institution"].choices = sorted(named, key=lambda choice: sort_key(choice[1]))
        self.fields["language"].choices = _spoken()
        self.fields["spaces"].choices = [(ref, space.name) for ref, space in self.offered.items()]
        if not self.offered:
            del self.fields["spaces"]
        self.doubts = []

    def clean(self):
        """What is odd about an address is said, and let through once it is confirmed."""
        email, ref = self.cleaned_data.get("email"), self.cleaned_data.get("institution")
        self.doubts = list(doubts_about(email, self.institutions[ref])) if email and ref else []
        if self.doubts and not self.cleaned_data.get("sure"):
            for doubt in self.doubts:
                self.add_error("sure", doubt)
        return self.cleaned_data

    @property
    def said(self):
        """What the action takes."""
        values = {name: self.cleaned_data[name] for name in ("email", "name", "language", "line")}
        spaces = [self.offered[ref] for ref in self.cleaned_data.get("spaces", [])]
        return {**values, "institution": self.institutions[self.cleaned_data["institution"]], "spaces": spaces}


def _spoken():
    return [(code, label) for code, label in settings.LANGUAGES if code in settings.INTERFACE_LANGUAGES]


def doubts_about(email, institution):
    """The sentences that make somebody look at an address again. institution: None where it is not in the list."""
    domain = email.rpartition("@")[2]
    known = [row.domain for row in institution.domains.all()] if institution else []
    if known and not any(domain == each or domain.endswith(f".{each}") for each in known):
        yield _("This address is not one of %(institution)s: those end in %(domains)s.") % {
            "institution": institution.name,
            "domains": ", ".join(sorted(known)),
        }
    if domain != readable(domain):
        yield _("%(domain)s is written with letters beyond a to z, some of which look like others.") % {
            "domain": readable(domain)
        }
