"""Boards and themes as those who keep them write them down: all five languages side by side."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from core.gate import MEMBERS, PUBLIC
from core.templatetags.fora import readers_in_words
from core.texts import lines_in
from forum.models import Board, BoardTheme
from members.models import User
from moderation.forms import HandlingField
from moderation.models.handling import COMMUNITY

MOST_MODERATORS = 30


class People(LongText):
    """Members by their full names, one on each line, as a list of User: those who hold the audience `held`."""

    held = ""

    def clean(self, value):
        names = lines_in(super().clean(value))
        if len(names) > MOST_MODERATORS:
            raise ValidationError(_("Please keep this to %(most)s people.") % {"most": MOST_MODERATORS})
        return [self._named(name) for name in names]

    def _named(self, name):
        found = list(User.objects.holding(self.held).named().filter(name=name)[:2])
        if len(found) != 1:
            raise ValidationError(_("“%(name)s” is not the full name of exactly one member.") % {"name": name})
        return found[0]


class TextsForm(forms.Form):
    """Texts in any of the languages, at least one title. known: {language: (title, purpose)}."""

    has_purpose = True
    longest_title = 200

    def __init__(self, *args, known=None, **options):
        super().__init__(*args, **options)
        texts = {}
        for code, name in settings.LANGUAGES:
            title, purpose = (known or {}).get(code, ("", ""))
            said = _("Title in %(language)s") % {"language": name}
            texts[f"title_{code}"] = _text(PlainText, said, code, title, self.longest_title)
            if self.has_purpose:
                said = _("Purpose in %(language)s") % {"language": name}
                texts[f"purpose_{code}"] = _text(LongText, said, code, purpose, 1000)
        self.fields = {**texts, **self.fields}

    def clean(self):
        if not self.texts and not any(name.startswith("title_") for name in self.errors):
            self.add_error("title_en", _("Please type the title in at least one language."))
        for code, _label in settings.LANGUAGES:
            if self.cleaned_data.get(f"purpose_{code}") and not self.cleaned_data.get(f"title_{code}"):
                self.add_error(f"title_{code}", _("There is a purpose in this language, and no title."))
        return self.cleaned_data

    @property
    def texts(self):
        """{language: (title, purpose)} of those that have a title."""
        return {
            code: (title, self.cleaned_data.get(f"purpose_{code}", ""))
            for code, _label in settings.LANGUAGES
            if (title := self.cleaned_data.get(f"title_{code}"))
        }

    @property
    def sides(self):
        """[[bound fields of one language]]"""
        names = ("title", "purpose") if self.has_purpose else ("title",)
        return [[self[f"{name}_{code}"] for name in names] for code, _label in settings.LANGUAGES]


class OpenBoardForm(TextsForm):
    """A new board outside of spaces: who reads it, and its theme. The rest is set on its own page."""

    audience = forms.ChoiceField(
        label=_("Who reads it"),
        initial=MEMBERS,
        widget=forms.RadioSelect,
        help_text=_("This can’t be changed later."),
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["audience"].choices = [(key, capfirst(readers_in_words(key))) for key in (MEMBERS, PUBLIC)]
        self.themes = _offer_themes(self.fields["theme"])

    @property
    def said(self):
        theme = self.themes.get(self.cleaned_data["theme"])
        return {"texts": self.texts, "key": self.cleaned_data["audience"], "theme": theme}


class BoardEditForm(TextsForm):
    """A board's texts, theme, languages and own moderators; the last two are for boards outside of spaces."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which people write here. None ticked means any."),
    )
    posting = forms.ChoiceField(label=_("Who posts"), choices=Board.POSTING, required=False)
    default_handling = HandlingField(label=_("How posts are to be handled unless their writers say otherwise"))
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    moderators = People(
        label=_("Moderators of this board"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Full names, one on each line. They moderate here, beside those who moderate everywhere."),
    )

    def __init__(self, *args, board, **options):
        known = {text.language: (text.title, text.purpose) for text in board.texts.all()}
        initial = {
            "languages": board.languages,
            "posting": board.posting,
            "default_handling": board.default_handling_id,
            "theme": board.theme.ref if board.theme else "",
            "moderators": "\n".join(person.name for person in board.moderators.order_by("sort_name", "pk")),
        }
        super().__init__(*args, known=known, initial=initial, **options)
        if board.space is not None:
            del self.fields["theme"], self.fields["moderators"]
            return
        self.fields["moderators"].held = board.audience_id
        self.themes = _offer_themes(self.fields["theme"])

    @property
    def said(self):
        said = {"texts": self.texts, "languages": self.cleaned_data["languages"]}
        said |= {"posting": self.cleaned_data["posting"] or Board.OPEN}
        said |= {"default_handling": self.cleaned_data["default_handling"] or COMMUNITY}
        if "theme" in self.fields:
            said |= {"theme": self.themes.get(self.cleaned_data["theme"])}
            said |= {"moderators": self.cleaned_data["moderators"]}
        return said


class ThemeForm(TextsForm):
    """What a theme is called."""

    has_purpose = False
    longest_title = 120
    once = OnceField()

    @property
    def titles(self):
        """{language: title}"""
        return {code: title for code, (title, _purpose) in self.texts.items()}


def _offer_themes(field):
    """Give the field its choices: {ref: BoardTheme} of those there are."""
    themes = {theme.ref: theme for theme in BoardTheme.objects.in_order()}
    field.choices = [("", _("No theme")), *((ref, theme.title) for ref, theme in themes.items())]
    return themes


def _text(field_class, label, code, initial, most):
    attrs = {"lang": code, "dir": "rtl" if code == "ar" else "ltr"}
    widget = forms.TextInput(attrs) if field_class is PlainText else forms.Textarea({**attrs, "rows": 3})
    return field_class(label=label, max_length=most, required=False, initial=initial, widget=widget)
