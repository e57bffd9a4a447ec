"""Drawing what editors wrote: everything passes core.markup once more."""

from django import template
from wagtail.rich_text import expand_db_html

from cms.models import Picture
from core import markup

register = template.Library()


@register.filter
def page_text(value):
    """Rich text of a page as clean HTML."""
    return markup.fill([expand_db_html(value.source)], None)[0]


@register.filter
def table_text(value):
    """A Markdown table as clean HTML."""
    return markup.fill([markup.render(value).html], None)[0]


@register.simple_tag(takes_context=True)
def picture_for(context, picture):
    """{url, alt, width, height} of a picture as wide as the text, for who may see it; else nothing."""
    user = context["request"].user
    if not Picture.objects.visible_to(user).filter(pk=picture.pk).exists():
        return None
    rendition = picture.get_rendition("width-960")
    language = getattr(context.get("page"), "language", "en")
    return {"url": rendition.url, "alt": picture.alt_in(language), "width": rendition.width, "height": rendition.height}
