"""Words are watched, and no longer. What they are stands in no record."""

from django.db import transaction

from core.audit import record
from core.refusals import require
from moderation import rules
from moderation.models import WatchedWord


@transaction.atomic
def watch_words(words, *, by, language="", audience=None, outcome=WatchedWord.WARN):
    """Watch a word or phrase where an audience reads (its key), or everywhere; one that is watched there already gets
    the outcome. Returns (the WatchedWord, whether it is new)."""
    require(rules.can_watch, by, audience)
    word, is_new = WatchedWord.objects.update_or_create(
        words=words, language=language, audience_id=audience, defaults={"outcome": outcome, "by": by}
    )
    _note("moderation.watch_words", word, by)
    return word, is_new


@transaction.atomic
def drop_words(word, *, by):
    """Watch it no longer."""
    require(rules.can_watch, by, word.audience_id)
    if WatchedWord.objects.filter(pk=word.pk).delete()[0]:
        _note("moderation.drop_words", word, by)


def _note(verb, word, by):
    record(verb, by=by, on=f"word:{word.ref}", reason=word.outcome, place=word.audience_id or "")
