"""Words of moderators to somebody."""

from django.db import models
from django.utils.translation import get_language


class Said(models.Model):
    """reply: a template's text in each of its languages, {language: text}, as it was when it was sent; words: what was
    added to it. So a reader finds it in their language, and nobody learns from it which language that is."""

    reply = models.JSONField(default=dict, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def reply_language(self):
        """The language in which the reply is shown to who reads now; "" without one."""
        return next((each for each in (get_language(), "en", *self.reply) if each in self.reply), "")

    @property
    def reply_text(self):
        return self.reply.get(self.reply_language, "")

    @property
    def says_something(self):
        return bool(self.reply or self.words)
