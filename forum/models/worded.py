"""What members write in the markup: posts, their translations, private messages."""

import hashlib

from django.db import models

from core import markup


class Worded(models.Model):
    """Beside `body`: what it was rendered to, by which version of the markup. Actions set the three by `worded`."""

    body_html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        abstract = True

    @property
    def html(self):
        """The rendered text: what was stored, unless an older version of the markup wrote it."""
        return self.body_html if self.markup_version == markup.VERSION else markup.render(self.body).html

    @property
    def digest(self):
        """Which text this is: what a form carries of the one that it was made from."""
        return digest_of(self.body)


def worded(body):
    """{column: value} of a text, as it is stored."""
    return {"body": body, "body_html": markup.render(body).html, "markup_version": markup.VERSION}


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
