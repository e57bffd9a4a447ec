"""Themes over the boards outside of spaces."""

from django.db import IntegrityError, transaction

from core.audit import record
from core.refusals import require
from forum import rules
from forum.actions.boards import shifted
from forum.models import BoardTheme, ThemeText


@transaction.atomic
def add_theme(*, by, titles, once=""):
    """A theme after those there are; sent again with the same `once` it is the one that is there. titles: {language:
    title}."""
    require(rules.can_arrange, by)
    try:
        with transaction.atomic():
            theme = BoardTheme.objects.create(position=BoardTheme.objects.count() + 1, once=once)
    except IntegrityError:
        return BoardTheme.objects.get(once=once)
    _write_titles(theme, titles)
    record("forum.add_theme", by=by, on=f"theme:{theme.ref}")
    return theme


@transaction.atomic
def rename_theme(theme, *, by, titles):
    require(rules.can_arrange, by)
    _write_titles(theme, titles)
    record("forum.rename_theme", by=by, on=f"theme:{theme.ref}")


@transaction.atomic
def shift_theme(theme, *, by, step):
    """Put a theme one place up (-1) or down (1); at the end it stays."""
    require(rules.can_arrange, by)
    rows = BoardTheme.objects.select_for_update(no_key=True).order_by("position", "pk")
    if shifted(rows, theme, step):
        record("forum.shift_theme", by=by, on=f"theme:{theme.ref}")


@transaction.atomic
def remove_theme(theme, *, by):
    """Its boards stay, under no theme."""
    require(rules.can_arrange, by)
    record("forum.remove_theme", by=by, on=f"theme:{theme.ref}")
    theme.delete()


def _write_titles(theme, titles):
    theme.texts.exclude(language__in=titles).delete()
    for language, title in titles.items():
        ThemeText.objects.update_or_create(theme=theme, language=language, defaults={"title": title})
