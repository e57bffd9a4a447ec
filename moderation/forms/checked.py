"""What people send for others to read, looked through before it is sent."""

from django import forms

from moderation.checking import Decision, check_of, findings_in, shown_in
from moderation.checks import counts


class CheckedForm(forms.Form):
    """Something that people send for others to read: its texts are looked through, and its writer decides on what was
    found. `as_it_is`: the word of the findings that they send all the same; `shown`: what they saw before. A form whose
    writer has not been asked has no `decision`."""

    as_it_is = forms.CharField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    checked = ("title", "body", "reason")  # names of fields: of texts, or of lists of texts
    decision = None

    def undecided(self, *, audience, before=""):
        """The Check of a valid form on which its writer has not decided, or None.

        audience: the key of those who will read it. before: the text that stands there, when it is changed.
        """
        typed = "\n".join(_texts(self.cleaned_data.get(name) for name in self.checked))
        language = self.cleaned_data.get("language", "")
        found = findings_in(typed, language=language, audience=audience, before=before)
        shown = shown_in(self.cleaned_data["shown"])
        self.decision = Decision(shown, counts(found)) if shown else None
        check = check_of(typed, found, shown) if found else None
        return check if check and check.word != self.cleaned_data["as_it_is"] else None


def _texts(values):
    for value in filter(None, values):
        yield from value if isinstance(value, list) else [value]
