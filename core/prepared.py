"""Queries of every page: Django makes their SQL once, and it is asked again with new values.

Building and compiling a queryset costs many times what the database needs to answer it. A queryset is built as ever,
through its own door (`visible_to`); the SQL that came of it is kept under a key that tells all that it was built from.
"""

import sys
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from core.kept import Kept

MOST_BYTES = 2 * 1024 * 1024  # of each query in each process: what some thousand people ask
OVERHEAD = 1000  # bytes of a statement beside its values, about
MOST_SHAPES = 200
PLAIN = (int, str)  # what every database takes as it is
LIST = 4  # lists of values are filled up to this many, or twice, four times … as many


class Slot(Expression):
    """The place of a value that is given when the query is asked."""

    def __init__(self, name, field, place=None):
        super().__init__(output_field=field)
        self.name, self.place = name, place

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def value(self, given, connection):
        """What the database is told, of {name: value}."""
        value = given[self.name] if self.place is None else given[self.name][self.place]
        return value if type(value) in PLAIN else self.output_field.get_db_prep_value(value, connection)


class Prepared:
    """A query with open places. fields: {name: the model field of the value that is given}.

    `build(*about, **slots)` makes its queryset: each slot stands for one value, or is a list of them for `__in`. All
    of `about` that the SQL depends on must be told by the key of `ask`.
    """

    def __init__(self, build, **fields):
        self._build, self._fields = build, fields
        self._statements, self._shapes = Kept(MOST_BYTES), {}

    def ask(self, key, /, *about, **values):
        """[rows], as the queryset has them. A value is one, or a list of them: an empty one finds nothing."""
        if any(value == [] for value in values.values()):
            return []
        values = {name: _filled_up(value) if isinstance(value, list) else value for name, value in values.items()}
        key = (key, *(len(value) for value in values.values() if isinstance(value, list)))
        statement = self._statements.get(key)
        if statement is None:
            statement = self._compiled(self._build(*about, **self._slots(values)))
            self._statements.put(key, statement, OVERHEAD + sum(map(sys.getsizeof, statement.params)))
        return statement.rows(values)

    def _slots(self, values):
        return {
            name: [Slot(name, self._fields[name], place) for place in range(len(value))]
            if isinstance(value, list)
            else Slot(name, self._fields[name])
            for name, value in values.items()
        }

    def _compiled(self, queryset):
        if queryset._known_related_objects or queryset._prefetch_related_lookups:
            raise ValueError("Rows would carry somebody's object, or be asked for more: build it from the model's own.")
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return _Statement(None, ())
        return _Statement(self._shared(_Shape(sql, compiler, queryset._iterable_class)), tuple(params))

    def _shared(self, shape):
        """People whose rights look alike have the same SQL, and share what Django knows of it; never their values."""
        if len(self._shapes) >= MOST_SHAPES:
            self._shapes.clear()
        return self._shapes.setdefault((shape.compiler.using, shape.sql), shape)


def _filled_up(values):
    """The list with its last value repeated: so that few lengths of it are there to be compiled."""
    many = LIST
    while many < len(values):
        many *= 2
    return values + values[-1:] * (many - len(values))


@dataclass(frozen=True)
class _Shape:
    """What Django knows of a query once it is compiled. rows: the class that makes rows of what the database says."""

    sql: str
    compiler: SQLCompiler
    rows: type

    @cached_property
    def converters(self):
        """What makes a field's value of a column's, for each column that needs it. Of any connection to the database:
        they differ in nothing."""
        return self.compiler.get_converters(self._columns)

    @cached_property
    def has_composite_fields(self):
        return self.compiler.has_composite_fields(self._columns)

    @property
    def _columns(self):
        return [column for column, *_ in self.compiler.select[: self.compiler.col_count]]


@dataclass(frozen=True)
class _Statement:
    """A query with its values, or slots for them. shape: None where it can find nothing, whatever is asked."""

    shape: _Shape | None
    params: tuple

    def rows(self, given):
        if self.shape is None:
            return []
        compiler = copy(self.shape.compiler)
        compiler.connection = connections[compiler.using]
        params = tuple(
            each.value(given, compiler.connection) if isinstance(each, Slot) else each for each in self.params
        )
        compiler.as_sql = lambda *args, **options: (self.shape.sql, params)
        compiler.get_converters = lambda columns: self.shape.converters
        compiler.has_composite_fields = lambda columns: self.shape.has_composite_fields
        return list(self.shape.rows(QuerySet(compiler.query.model, _Compiled(compiler), compiler.using)))


@dataclass(frozen=True)
class _Compiled:
    """In the place of a queryset's query: it needs no more compiling."""

    compiler: SQLCompiler

    def get_compiler(self, *args, **options):
        return self.compiler
