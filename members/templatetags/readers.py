"""Who will see what is written: the one component on every form that writes."""

from django import template
from django.urls import reverse

from core.gate import MEMBERS, PUBLIC, is_member
from core.templatetags.fora import audience_words
from members.readers import NAMED, Circle, circle_of, count_of

register = template.Library()


@register.inclusion_tag("components/who_sees.html", takes_context=True)
def who_sees(context, audience, narrower=(), words=""):
    """Who that is in words, how many members, and where to look them up.

    audience: a core.Audience or its key; or a Circle (members.readers), or the name of one. narrower: the audiences of
    what is quoted or attached and fewer people can read, for the warning. words: what is said of an audience instead of
    its own words. A form that is drawn without a request says who writes: `written_by`.
    """
    user = context.get("written_by") or context["request"].user
    circle = circle_of(audience, user) if audience in NAMED else audience
    if isinstance(circle, Circle):
        return {"words": circle.words, "readers": circle.readers, "url": circle.url, "is_most": circle.is_most}
    key = getattr(audience, "key", audience)
    return {
        "mark": audience_words(audience),
        "key": key,
        "words": words,
        "readers": count_of(key, user),
        "url": _list_of(key, user),
        "narrower": [audience_words(each) for each in narrower],
    }


def _list_of(key, user):
    """Where the writer sees who they are, as far as may be seen."""
    if key == PUBLIC or not is_member(user):
        return ""
    return reverse("people") if key == MEMBERS else reverse("space_people", args=[key.partition(":")[2]])
