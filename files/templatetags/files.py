"""What templates ask of a file. They draw; they decide nothing."""

from django import template

from files.extraction import fields

register = template.Library()

register.filter("people_named", fields.people_named)


@register.filter
def is_readable(file):
    """Whether there is a text of it to be read."""
    return file.state == "stored" and file.reading in {"read", "partly"}
