"""Choosing concepts without script: typed in any language, or ticked in the list; and the box that filters the list."""

import re
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText, refuse_controls
from thesaurus import lexicon
from thesaurus.expand import meanings
from thesaurus.models import Concept
from thesaurus.suggest import suggest

PARTED_BY = re.compile(r"[,;\n،؛]")
MOST_PARTS_OF_A_LABEL = 4  # a label may hold commas of its own
LONGEST_TYPED = 1000


class FilterForm(forms.Form):
    """The box above the list of concepts."""

    q = PlainText(label=_("A word in any of the five languages"), max_length=120, required=False)


class ConceptsWidget(forms.Widget):
    """A line for labels, what is chosen as ticked boxes, and the whole list folded away by scheme."""

    template_name = "thesaurus/concepts_widget.html"

    def value_from_datadict(self, data, files, name):
        refs = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return {"typed": data.get(f"{name}-typed", ""), "refs": refs}

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}-typed" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        typed, refs = _typed_and_refs(value)
        senses, language = lexicon.current().in_order(), get_language()
        chosen = [_choice(sense, language) for sense in senses if sense.ref in refs]
        return {**context, "typed": typed, "chosen": chosen, "schemes": _schemes(senses, refs, language)}


class ConceptsField(forms.Field):
    """Concepts of the thesaurus. Cleans to a list of Concept, in the thesaurus's order, each once; at most `most`.

    `initial` is an iterable of concepts or of refs. What is typed may be any label of any language, abbreviations
    included, with commas between; a word that is none is refused with the nearest label as a suggestion.
    """

    widget = ConceptsWidget

    def __init__(self, *, most=8, **options):
        defaults = {
            "required": False,
            "label": _("Concepts"),
            "help_text": _("Words or abbreviations from the thesaurus, in any language, with commas between them."),
        }
        super().__init__(**{**defaults, **options})
        self.most = most

    def clean(self, value):
        typed, refs = _typed_and_refs(value)
        chosen = _current_refs(refs) | _refs_of(_checked(typed))
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(chosen) > self.most:
            raise ValidationError(self._too_many(len(chosen)), code="too_many")
        return list(Concept.objects.current().filter(ref__in=chosen).for_listing().in_order()) if chosen else []

    def has_changed(self, initial, data):
        typed, refs = _typed_and_refs(data)
        return bool(typed.strip()) or set(refs) != set(_typed_and_refs(initial)[1])

    def _too_many(self, number):
        message = ngettext(
            "Please choose at most %(most)s concept; these are %(number)s.",
            "Please choose at most %(most)s concepts; these are %(number)s.",
            self.most,
        )
        return message % {"most": self.most, "number": number}


def _typed_and_refs(value):
    """(text, refs) of what was posted, or of an initial list of concepts or refs."""
    if isinstance(value, dict):
        return value["typed"], list(value["refs"])
    return "", [getattr(one, "ref", one) for one in value or ()]


def _choice(sense, language):
    return {"ref": sense.ref, "name": sense.name(language), "depth": sense.depth}


def _schemes(senses, chosen, language):
    """[{name, choices}] for each scheme with something left to choose."""
    names = {sense.ref: sense.name(language) for sense in senses}
    groups = groupby((sense for sense in senses if sense.ref not in chosen), key=lambda sense: sense.top)
    return [{"name": names[top], "choices": [_choice(sense, language) for sense in group]} for top, group in groups]


def _current_refs(refs):
    known = {sense.ref for sense in lexicon.current().senses.values()}
    if set(refs) - known:
        raise ValidationError(
            _("One of the chosen concepts is no longer in the thesaurus. Please look through your choice."),
            code="unknown",
        )
    return set(refs)


def _checked(typed):
    refuse_controls(typed)
    if len(typed) > LONGEST_TYPED:
        raise ValidationError(
            _("This is too long to be a list of concepts: please keep it to %(most)s characters.")
            % {"most": LONGEST_TYPED},
            code="max_length",
        )
    return typed


def _refs_of(typed):
    """The refs of the labels in the text; raises ValidationError with a sentence for each that is none, or several."""
    refs, errors = set(), []
    parts = [part.strip() for part in PARTED_BY.split(typed) if part.strip()]
    while parts:
        used, senses = _first_label(parts)
        if len(senses) == 1:
            refs.add(senses[0].ref)
        else:
            errors.append(_several(parts[0], senses) if senses else _unknown(parts[0]))
        parts = parts[used:]
    if errors:
        raise ValidationError(errors)
    return refs


def _first_label(parts):
    """How many of the parts make the longest label from the first on, and what it means."""
    for used in range(min(MOST_PARTS_OF_A_LABEL, len(parts)), 0, -1):
        senses = meanings(", ".join(parts[:used]))
        if senses:
            return used, senses
    return 1, []


def _unknown(word):
    nearest = suggest(word, get_language(), most=1)
    if nearest:
        message = _("“%(word)s” is not in the thesaurus. Did you mean “%(nearest)s”?")
        return ValidationError(message, code="unknown", params={"word": word, "nearest": nearest[0].text})
    message = _("“%(word)s” is not in the thesaurus. Please choose from the list, or leave it out.")
    return ValidationError(message, code="unknown", params={"word": word})


def _several(word, senses):
    names = "; ".join(sense.name(get_language()) for sense in senses)
    message = _("“%(word)s” can mean several concepts: %(names)s. Please type one of these instead.")
    return ValidationError(message, code="several", params={"word": word, "names": names})
