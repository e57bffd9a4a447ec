"""Drawing what editors wrote: everything passes core.markup once more."""

from django import template
from wagtail.rich_text import expand_db_html

from core import markup
from library.reading import rendition_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_text(context, value):
    """Rich text of a page as clean HTML; what it refers to as this reader may know it."""
    return _filled(context, expand_db_html(value.source))


@register.simple_tag(takes_context=True)
def marked_text(context, value):
    """Markdown as clean HTML."""
    return _filled(context, markup.render(value).html)


@register.simple_tag(takes_context=True)
def picture_for(context, picture):
    """{url, alt, width, height} of a picture as wide as the text, with its description in the page's language, for
    who may see it; else nothing. `pictures` of the context are those this reader may see."""
    shown = context["pictures"].get(picture.pk) if picture else None
    if shown is None:
        return None
    rendition = rendition_of(shown)
    alt = shown.alt_in(context["page"].language)
    return {"url": rendition.url, "alt": alt, "width": rendition.width, "height": rendition.height}


def _filled(context, html):
    return markup.fill([html], context["request"].user)[0]
