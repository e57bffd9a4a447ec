"""What templates ask of a file. They draw; they decide nothing."""

from django import template

from files.extraction import fields
from files.shown import shown

register = template.Library()

register.filter("people_named", fields.people_named)


@register.filter
def as_shown(files):
    """StoredFiles as `files/file_list.html` takes them."""
    return [shown(file) for file in files]
