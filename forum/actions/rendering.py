"""Texts that an older version of the markup has drawn."""

from django.db import transaction

from core import markup
from forum.models import Message, Post, PostTranslation

WORDED = (Post, PostTranslation, Message)
AT_ONCE = 200  # of each


def render_anew():
    """Draw some of the texts that an older version has drawn, as they are drawn when read. Returns how many."""
    return sum(_render_anew(model) for model in WORDED)


@transaction.atomic
def _render_anew(model):
    old = model.objects.filter(markup_version__lt=markup.VERSION).exclude(body="")
    rows = list(old.select_for_update(of=("self",), no_key=True).order_by("markup_version", "pk")[:AT_ONCE])
    for row in rows:
        row.body_html, row.markup_version = markup.render(row.body).html, markup.VERSION
    model.objects.bulk_update(rows, ["body_html", "markup_version"])
    return len(rows)
