"""The fields below the box: what a search can be narrowed by, to be chosen instead of typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from search.addresses import beside_the_fields, in_fields
from search.narrowing import operators


class NarrowingForm(forms.Form):
    """One field for each operator that this reader can choose by, filled with what was chosen. What else the address
    says goes with it unseen. It is read by `narrowing.read`, and never refused: so no field needs to say that it may be
    left empty."""

    use_required_attribute = False

    def __init__(self, wish, user):
        chosen = {name: values[0] for name, values in in_fields(wish.pieces).items()}
        super().__init__(initial=chosen, auto_id="narrow-%s")
        for name, values in beside_the_fields(wish).items():
            if values:
                self.fields[name] = _unseen(values)
        for operator in operators():
            if operator.field and operator.is_offered(user):
                self.fields[operator.name] = FIELDS[operator.field](operator, user)


def _unseen(values):
    many = isinstance(values, tuple)
    widget = forms.MultipleHiddenInput if many else forms.HiddenInput
    return forms.Field(initial=list(values) if many else values, required=False, widget=widget)


def _text(operator, user):
    return forms.CharField(label=operator.label, widget=forms.TextInput(attrs={"dir": "auto"}))


def _date(operator, user):
    return forms.CharField(label=operator.label, widget=forms.DateInput(attrs={"type": "date"}))


def _choice(operator, user):
    choices = [("", _("Any")), *operator.choices(user)]
    return forms.ChoiceField(label=operator.label, choices=choices)


FIELDS = {"text": _text, "date": _date, "choice": _choice}
