"""Many more topics and posts than Python writes in a reasonable time: the database copies those that are there, with
all that hangs on them, under numbers and names of their own."""

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from core.ids import ALPHABET
from files.models import StoredFile
from forum import models as forum
from notifications.models import Follow

SPAN = 10_000_000  # between the number of a row and that of its copy
MODELS = [
    *(forum.Topic, forum.TopicOrigin, forum.Topic.concepts.through),
    *(forum.Post, forum.PostOrigin, forum.Mention, forum.Quote, forum.Revision, forum.Signal, forum.Bookmark),
    *(forum.PostTranslation, forum.TranslationVersion, forum.ReadMark),
    *(forum.Poll, forum.PollChoice, forum.Ballot, forum.Ballot.choices.through, StoredFile, Follow),
]
# Columns with the key of a thing, all of one kind in the rows that are copied.
KEYS = {(Follow, "key"): "topic:", (StoredFile, "holder"): "post:"}
NAMES = ("ref", "once", "path")
NUMBERED = "(SELECT id FROM forum_post WHERE number IS NOT NULL)"  # what waits for a moderator is not copied


def last_numbers():
    """{model: the highest number of its rows}."""
    return {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in MODELS}


def copy(times, *, after):
    """Copy all rows behind these numbers so many times."""
    if connection.vendor == "sqlite":  # PostgreSQL has it
        connection.ensure_connection()
        connection.connection.create_function("translate", 3, lambda text, *of: text and text.translate(_table(*of)))
    for turn in range(1, times + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            for model in MODELS:
                cursor.execute(_copied(model, turn, after[model]))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), MODELS):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _table(letters, others):
    return str.maketrans(letters, others)


def _copied(model, turn, after):
    """The statement that copies a model's rows for the so-manieth time."""
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, turn) for field in fields)
    table, number = model._meta.db_table, model._meta.pk.column
    where = [f'"{number}" > {after} AND "{number}" < {SPAN}']
    where += [f"{name} LIKE '{kind}%'" for (of, name), kind in KEYS.items() if of is model]
    where += ["number IS NOT NULL"] if model is forum.Post else []
    where += [
        f"({field.column} IS NULL OR {field.column} IN {NUMBERED})"
        for field in fields
        if field.related_model is forum.Post and model is not forum.Topic
    ]
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {' AND '.join(where)}"


def _value(model, field, turn):
    column, kind = f'"{field.column}"', KEYS.get((model, field.name))
    if field.related_model in MODELS or (field.primary_key and not field.related_model):
        return f"{column} + {turn * SPAN}"
    if kind:
        return f"'{kind}' || {_turned(f'substr({column}, {len(kind) + 1})', turn)}"
    if field.name in NAMES:
        return _turned(column, turn)
    return "0" if field.name == "held_count" else column


def _turned(text, turn):
    """Each letter of a name is the one that stands so many places further on."""
    return f"translate({text}, '{ALPHABET}', '{ALPHABET[turn:] + ALPHABET[:turn]}')"
