"""What moderators say often, in the languages of those who read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.texts import best_of
from moderation.querysets.reply import ReplyTemplateQuerySet


class ReplyTemplate(models.Model):
    """A message that is chosen where something is decided; read by its addressee in their own language. once: of the
    form that it was written with first, "" for none."""

    AUTHOR, REPORTER = "author", "reporter"
    TO = [(AUTHOR, _("To the author")), (REPORTER, _("To whoever reported it"))]

    ref = RefField()
    to = models.CharField(_("to whom"), max_length=8, choices=TO, default=AUTHOR)
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=43, blank=True, editable=False)

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to__in=["author", "reporter"]), name="a_known_addressee"),
            models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="a_reply_is_written_once"),
        ]

    def __str__(self):
        return self.title

    @property
    def text_here(self):
        """The ReplyText in the reader's language, else in English, else any. Prefetch `texts`."""
        return best_of(self.texts.all())

    @property
    def title(self):
        return self.text_here.title if self.text_here else self.ref

    @property
    def as_said(self):
        """{language: text}"""
        return {text.language: text.text for text in self.texts.all()}


class ReplyText(models.Model):
    """A template in one language. title: by which moderators choose it."""

    template = models.ForeignKey(ReplyTemplate, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "language"], name="one_reply_text_per_language"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="a_reply_says_something"),
        ]

    def __str__(self):
        return self.title
