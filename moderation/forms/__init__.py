from moderation.forms.checked import CheckedForm
from moderation.forms.deciding import AssignForm, BulkForm, DecisionForm, QueueFilter
from moderation.forms.handling import HandlingField
from moderation.forms.replies import ReplyForm, initial_of
from moderation.forms.words import TryForm, WordsForm

__all__ = [
    "AssignForm",
    "BulkForm",
    "CheckedForm",
    "DecisionForm",
    "HandlingField",
    "QueueFilter",
    "ReplyForm",
    "TryForm",
    "WordsForm",
    "initial_of",
]
