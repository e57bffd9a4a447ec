"""Lessons learned: what was observed, what it means, and what others should do because of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from cms.models import FoundationPage
from library.blocks import LessonBlocks
from library.forms import LessonForm
from library.who_sees import WhoSeesPanel
from thesaurus.models import Concept

PARTS = ("observation", "discussion", "conclusion", "recommendation")


class LessonPage(FoundationPage):
    """One lesson in one language; its translations share `translation_key`."""

    summary = models.TextField(
        _("summary"), max_length=500, help_text=_("One or two sentences: what happened, and what follows from it.")
    )
    observation = StreamField(LessonBlocks(), verbose_name=_("observation"), help_text=_("What was seen to happen?"))
    discussion = StreamField(LessonBlocks(), verbose_name=_("discussion"), help_text=_("Why did it happen?"))
    conclusion = StreamField(LessonBlocks(), verbose_name=_("conclusion"), help_text=_("What does it teach?"))
    recommendation = StreamField(
        LessonBlocks(), verbose_name=_("recommendation"), help_text=_("Who should do what, from now on?")
    )
    jurisdiction = models.CharField(
        _("jurisdiction"),
        max_length=200,
        blank=True,
        help_text=_("The kind of legal system, such as “civil law”. No country, where it would point at people."),
    )
    phase = models.ForeignKey(
        Concept,
        verbose_name=_("phase of proceedings"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="lessons_of_phase",
        limit_choices_to={"top__slug": "phases-of-proceedings"},
    )
    concepts = ParentalManyToManyField(Concept, verbose_name=_("concepts"), blank=True, related_name="lessons")
    event_date = models.DateField(
        _("date of the event"), null=True, blank=True, help_text=_("Readers see its month and year only.")
    )
    review_date = models.DateField(
        _("to be reviewed on"),
        null=True,
        blank=True,
        help_text=_("From this day on readers are told to check with the contact."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="lessons",
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    base_form_class = LessonForm
    content_panels = [
        WhoSeesPanel(),
        # Not Wagtail's own panel, whose script looks for the slug's field: a lesson's address is its ref.
        FieldPanel("title", help_text=_("What one would tell a colleague in one line.")),
        FieldPanel("summary"),
        *[FieldPanel(part) for part in PARTS],
        FieldPanel("files", heading=_("Attachments"), icon="doc-full-inverse"),
        MultiFieldPanel(
            [FieldPanel("jurisdiction"), FieldPanel("phase"), FieldPanel("event_date"), FieldPanel("concepts")],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel(
            [FieldPanel("author"), FieldPanel("contact"), FieldPanel("review_date")], heading=_("Who stands behind it")
        ),
    ]
    parent_page_types = ["cms.SectionPage"]
    subpage_types = []
    template = "library/lesson_detail.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def parts(self):
        """[(name, heading, blocks)] of the four parts, in order."""
        discussion = pgettext("part of a lesson", "Discussion")
        headings = (_("Observation"), discussion, _("Conclusion"), _("Recommendation"))
        return [(part, heading, getattr(self, part)) for part, heading in zip(PARTS, headings, strict=True)]

    @property
    def review_is_due(self):
        return bool(self.review_date and self.review_date <= timezone.localdate())

    def get_context(self, request, *args, **kwargs):
        from library.reading import context_of  # noqa: PLC0415  (it needs this class)

        return {**super().get_context(request, *args, **kwargs), **context_of(self, request)}


class LessonAttachment(Orderable):
    """That a version of a lesson brings a file along. Like all of a page's parts it is published with that version:
    these rows are those of what stands now, a draft's are in its revision."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", verbose_name=_("file"), null=True, on_delete=models.SET_NULL)

    def __str__(self):
        return str(self.file)
