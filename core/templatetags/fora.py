"""Template tags of the frame. They draw; they decide nothing."""

import re
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import stencil, things
from core.drawn import drawn_once
from core.kept import Kept

register = template.Library()
register.tag("drawn_once", drawn_once)

MIRRORED = {"reply", "next", "prev", "list", "ordered"}
RIGHT_TO_LEFT = {"ar"}
_FIRST = re.compile(r"^1 ")
_marks = Kept(256 * 1024)  # {language and words: mark}
WRITTEN = {"text", "textarea", "search", "email"}  # fields whose text has a direction of its own


@register.simple_tag
def icon(name):
    """A picture from the sprite, for the eye only. Arrows and lists mirror with the direction of writing."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        " flip" if name in MIRRORED else "",
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("components/audience.html")
def audience_mark(audience):
    """The mark that says who can read: of an Audience, or of its key."""
    return audience_words(audience)


@register.filter
def audience_drawn(audience):
    """The same, as a word for an open place (`core.drawn`); "" for none."""
    if not audience:
        return ""
    words = audience_words(audience)
    key = (get_language(), *words.items())
    if (drawn := _marks.get(key)) is None:
        drawn = render_to_string("components/audience.html", words)
        _marks.put(key, drawn, len(drawn))
    return drawn


def audience_words(audience):
    """{kind, label} of an audience for the mark: kind is public, members, space or secret."""
    key = getattr(audience, "key", audience) or ""
    if key == "public":
        return {"kind": "public", "label": _("Public")}
    if key == "members":
        return {"kind": "members", "label": _("Members")}
    space = getattr(audience, "space", None)
    secret = space is not None and space.kind == "secret"
    name = space.name if space is not None else ""
    return {"kind": "secret" if secret else "space", "label": name or _("Space"), "user_text": bool(name)}


@register.simple_tag(name="open")
def open_place(name):
    """A place in a template that is drawn once for all readers (`core.stencil`): each reader's own word comes here."""
    return stencil.mark("open", name)


@register.simple_block_tag
def only_with(content, name):
    """A part of such a template that only some readers get."""
    return format_html("{}{}{}", stencil.mark("begin", name), content, stencil.mark("end"))


@register.filter
def initials(name):
    """One or two letters of a name, for the square beside it."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def direction(language):
    """`rtl` or `ltr` of a language; `auto` where it isn't known."""
    if not language:
        return "auto"
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@register.filter
def when(moment):
    """A moment as people say it: the time today, the weekday within six days, else the date."""
    if not moment:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    days = (today - local.date()).days
    if not 0 <= days < 6:
        pattern = "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT"
        return _date_in_words(local.date(), pattern, get_language())
    time = formats.date_format(local, "TIME_FORMAT")
    if days == 0:
        return time
    if days == 1:
        return _("yesterday %(time)s") % {"time": time}
    return _("%(weekday)s %(time)s") % {"weekday": _weekday(local), "time": time}


@lru_cache(maxsize=4000)
def _date_in_words(date, pattern, language):
    """A page of a topic says forty dates, and few pages say others."""
    return day(date, pattern)


@register.simple_tag
def today():
    """The reader's day."""
    return timezone.localdate()


@register.filter(expects_localtime=True)
def day(moment, shape="DATE_FORMAT"):
    """A day as its language writes it, in a shape of config/formats. No shape can say that a French month begins on its
    1er and goes on with 2."""
    said = formats.date_format(moment, shape) if moment else ""
    return _FIRST.sub("1er ", said) if get_language() == "fr" else said


def _weekday(moment):
    """The name of the day, as within a sentence: Django has the Ukrainian ones as they begin one."""
    name = formats.date_format(moment, "l")
    return name.lower() if get_language() == "uk" else name


@register.filter
def key_of(row):
    return things.key_of(row)


@register.simple_tag
def audience_of(row):
    """The audience of a thing, for its mark; None where its kind has none."""
    return things.kind_of_row(row).audience(row)


@register.simple_tag
def drawn_field(field):
    """The bound field's own widget in our style, tied to its help and errors."""
    own = {name: value for name, value in field.field.widget.attrs.items() if name != "class"}
    written = {"dir": "auto"} if field.widget_type in WRITTEN else {}
    drawn = field.as_widget(attrs={"class": "input", **written, **_described(field), **own})
    # A list to choose from has an arrow beside it, which an element without content of its own can't draw.
    return format_html('<span class="select">{}</span>', drawn) if field.widget_type == "select" else drawn


def _described(field):
    """What ties a field to its help and errors for those who hear it."""
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    described = {"aria-describedby": " ".join(ids)} if ids else {}
    return {**described, "aria-invalid": "true"} if field.errors else described


@register.filter
def readers_in_words(audience):
    """An audience as a phrase."""
    key = getattr(audience, "key", audience)
    if key == "public":
        return _("everybody, signed in or not")
    if key == "members":
        return _("all members")
    return _("only the people in this space")
