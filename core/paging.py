"""Lists page by key, not by offset: the next page begins after the last row shown, whatever came meanwhile."""

import base64
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Q

SIZE = 25  # rows of a page
UNCOMPARABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Page:
    """rows: those to show. next, previous: tokens for `?after=` and `?before=`, or ''."""

    rows: list
    next: str = ""
    previous: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page_by_key(queryset, after="", before="", *, order, size=SIZE):
    """One page of a queryset.

    `order` names the fields of the key, each with '-' for descending; the last must be unique and may be read by
    anybody, as the tokens can be (`ref`, never `id`: the gaps between ids tell how much there is elsewhere). `after`
    and `before` are tokens from an earlier page; one that can't be read gives the first page.
    """
    start = read_key(after, order)
    end = None if start else read_key(before, order)
    rows = list(_beyond(queryset, _reversed(order) if end else order, end or start)[: size + 1])
    return page_of(rows[::-1] if end else rows, order=order, size=size, after=start, before=end)


def page_of(rows, *, order, size=SIZE, after=None, before=None):
    """A page of rows that were read already, in order, one more than a page has if there are as many: those after a key
    or before one (then the one more is the first of them), or the first there are."""
    if before:
        more, rows = len(rows) > size, rows[-size:]
        return Page(rows, next=_token(rows[-1], order) if rows else "", previous=_token(rows[0], order) if more else "")
    page = first_page(rows, order=order, size=size)
    return replace(page, previous=_token(page.rows[0], order)) if after and page.rows else page


def first_page(rows, *, order, size=SIZE):
    """The first page of rows that were read already, in order, one more than a page has if there are as many."""
    more, rows = len(rows) > size, rows[:size]
    return Page(rows, next=_token(rows[-1], order) if more else "")


def _beyond(queryset, order, key):
    queryset = queryset.order_by(*order)
    if not key:
        return queryset
    for name, value in zip(order, key, strict=True):
        if _is_moment(queryset, name.lstrip("-")) != isinstance(value, datetime):
            return queryset  # a token of another list
    condition, equal = Q(), {}
    for name, value in zip(order, key, strict=True):
        bare, step = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        condition |= Q(**equal, **{f"{bare}__{step}": value})
        equal[bare] = value
    try:
        return queryset.filter(condition)
    except (ValueError, TypeError, ValidationError):  # a token of another list
        return queryset


def _is_moment(queryset, path):
    """Whether a column, or what was annotated under that name, holds moments."""
    if path in queryset.query.annotations:
        field = queryset.query.annotations[path].output_field
    else:
        *way, last = path.split("__")
        model = queryset.model
        for name in way:
            model = model._meta.get_field(name).related_model
        field = model._meta.get_field(last)
    return isinstance(field, DateTimeField)


def _reversed(order):
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _token(row, order):
    values = [_follow(row, name.lstrip("-")) for name in order]
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _follow(row, path):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def read_key(token, order):
    """The values that a token of such a list stands for; None where there is no token, or one that can't be read."""
    if not token:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        values = [datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value for value in plain]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return values if len(values) == len(order) and all(map(_is_simple, values)) else None


def _is_simple(value):
    """Whether a database can compare with it: text without NUL and surrogates, no number beyond a bigint, a moment
    that stays within the calendar in every zone."""
    if isinstance(value, str):
        return not UNCOMPARABLE.search(value)
    if isinstance(value, datetime):
        return value.tzinfo is not None and 1 < value.year < 9999
    return isinstance(value, (int, float)) and abs(value) < 2**63
