"""Messages to choose from: written and put aside by moderators."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from moderation import rules
from moderation.models import ReplyTemplate, ReplyText


@transaction.atomic
def save_reply(template=None, *, to, texts, by, once=""):
    """Write a message, or change one. texts: {language: (title, text)}. What was sent before stays as it was; a new one
    that is sent again with the same `once` is the one that is there."""
    require(rules.can_write_replies, by)
    template = template or ReplyTemplate(once=once)
    template.to = to
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        return ReplyTemplate.objects.get(once=once)
    template.texts.exclude(language__in=texts).delete()
    for language, (title, text) in texts.items():
        ReplyText.objects.update_or_create(
            template=template, language=language, defaults={"title": title, "text": text}
        )
    record("moderation.save_reply", by=by, on=f"reply:{template.ref}")
    return template


@transaction.atomic
def retire_reply(template, *, by):
    """No longer offer a message."""
    require(rules.can_write_replies, by)
    ReplyTemplate.objects.filter(pk=template.pk, retired_at=None).update(retired_at=timezone.now())
    record("moderation.retire_reply", by=by, on=f"reply:{template.ref}")
