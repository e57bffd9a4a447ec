"""Where a topic goes, or posts of one."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from core.ids import ALPHABET, LENGTH
from forum import rules
from forum.models import Board, Topic
from forum.moves import Plan

REF = re.compile(rf"(?:^|/t/)([{ALPHABET}]{{{LENGTH}}})(?:[/?#]|$)")


class MoveForm(forms.Form):
    """To a board, or into another topic by its address. Cleans to a Plan."""

    board = forms.ChoiceField(label=_("To which board"), required=False)
    into = PlainText(
        label=_("Or into which topic"),
        max_length=300,
        required=False,
        help_text=_("Its address, as it stands in the line above its page."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    reason = PlainText(label=_("Reason"), max_length=200, required=False, help_text=_("Kept in the audit log."))

    def __init__(self, *args, topic, user, **options):
        super().__init__(*args, **options)
        self.topic, self.user = topic, user
        boards = Board.objects.visible_to(user).open().with_texts().order_by("position", "pk")
        self.boards = {board.ref: board for board in boards if rules.can_move(user, topic, board)}
        self.fields["board"].choices = [("", "—"), *((ref, board.title) for ref, board in self.boards.items())]
        if topic.held_at:  # what waits stays a topic of its own
            del self.fields["into"]

    def clean_into(self):
        typed = self.cleaned_data["into"]
        if not typed:
            return None
        match = REF.search(typed)
        topics = Topic.objects.visible_to(self.user).with_place()
        found = topics.filter(ref=match[1]).first() if match else None
        if found is None or not rules.can_start_topic(self.user, found.board):
            raise ValidationError(_("There is no topic with this address that you can write in."))
        return found

    def clean(self):
        said = self.cleaned_data
        if not self.errors and bool(said.get("board")) == bool(said.get("into")):
            self.add_error("board", _("Please choose a board, or type the address of a topic: one of the two."))
        return said

    @property
    def plan(self):
        said = self.cleaned_data
        into = said.get("into")
        board = into.board if into else self.boards[said["board"]]
        return Plan(board, self.numbers, into, said.get("title", ""))

    @property
    def numbers(self):
        return ()


class SplitForm(MoveForm):
    """Chosen posts, to make a new topic on a board or to go into another topic."""

    chosen = forms.MultipleChoiceField(
        label=_("Which posts"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one post.")},
    )
    title = PlainText(label=_("Title of the new topic"), max_length=200, required=False)
    field_order = ["chosen", "title", "board", "into", "reason"]

    def __init__(self, *args, numbers, **options):
        super().__init__(*args, **options)
        self.fields["chosen"].choices = [(str(number), number) for number in numbers]

    def clean(self):
        said = super().clean()
        if said.get("board") and not said.get("title"):
            self.add_error("title", _("Please give the new topic a title."))
        return said

    @property
    def numbers(self):
        return tuple(sorted(int(number) for number in self.cleaned_data["chosen"]))


class SlowForm(forms.Form):
    """How long one person waits between two posts in a topic."""

    CHOICES = [
        (0, _("As often as they like")),
        (60, _("Every minute")),
        (600, _("Every ten minutes")),
        (3600, _("Every hour")),
        (86400, _("Once a day")),
    ]
    seconds = forms.TypedChoiceField(label=_("How often one person may write here"), choices=CHOICES, coerce=int)
