"""What a topic is called and about, changed later."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from forum.models import Topic
from moderation.forms import CheckedForm
from thesaurus.forms import ConceptsField


class TopicEditForm(CheckedForm):
    """Title, kind, language and concepts of a topic that is there. A poll's kind can't be chosen."""

    title = PlainText(
        label=_("Title"),
        max_length=200,
        error_messages={"required": _("Please give it a title: others decide by it whether they can help.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind of topic"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    concepts = ConceptsField()

    def __init__(self, *args, topic, announces, **options):
        initial = {"title": topic.title, "kind": topic.kind, "language": topic.language}
        super().__init__(*args, initial={**initial, "concepts": topic.concepts.all()}, **options)
        closed = {Topic.POLL} if announces or topic.kind == Topic.ANNOUNCEMENT else {Topic.POLL, Topic.ANNOUNCEMENT}
        kinds = [kind for kind in Topic.KINDS if kind[0] not in closed]
        self.fields["kind"].choices = [kind for kind in Topic.KINDS if topic.kind == Topic.POLL == kind[0]] or kinds

    @property
    def said(self):
        names = ("title", "kind", "language", "concepts")
        return {**{name: self.cleaned_data[name] for name in names}, "decision": self.decision}
