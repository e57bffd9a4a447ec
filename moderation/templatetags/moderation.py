"""Marks of this room on other rooms' pages."""

from django import template

from moderation.handling import handling_of, mark_of

register = template.Library()


@register.inclusion_tag("components/handling.html")
def handling_mark(thing):
    """The mark of a thing's label, for a list; nothing for what bears none."""
    return {"label": mark_of(handling_of(thing)), "short": True}
