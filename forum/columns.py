"""Columns of a row: set there, whatever else of it has changed meanwhile."""


def put(row, **columns):
    """Set these columns of a row, and of the object that stands for it."""
    type(row).objects.filter(pk=row.pk).update(**columns)
    for name, value in columns.items():
        setattr(row, name, value)
