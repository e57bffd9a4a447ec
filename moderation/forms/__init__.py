from moderation.forms.checked import CheckedForm
from moderation.forms.deciding import AssignForm, BulkForm, DecisionForm, QueueFilter
from moderation.forms.handling import HandlingField
from moderation.forms.replies import ReplyForm, initial_of

__all__ = [
    "AssignForm",
    "BulkForm",
    "CheckedForm",
    "DecisionForm",
    "HandlingField",
    "QueueFilter",
    "ReplyForm",
    "initial_of",
]
