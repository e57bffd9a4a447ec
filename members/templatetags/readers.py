"""Who will see what is written: the one component on every form that writes."""

from django import template
from django.urls import reverse

from core.gate import MEMBERS, PUBLIC, is_member
from core.templatetags.fora import audience_words
from members.readers import count_of

register = template.Library()


@register.inclusion_tag("components/who_sees.html", takes_context=True)
def who_sees(context, audience, narrower=()):
    """The audience (core.Audience or its key) in words, how many members that are, and where to look them up.

    narrower: the audiences of what is quoted or attached and fewer people can read, for the warning. A form that is
    drawn without a request says who writes: `written_by`.
    """
    user = context.get("written_by") or context["request"].user
    key = getattr(audience, "key", audience)
    return {
        "mark": audience_words(audience),
        "key": key,
        "readers": count_of(key, user),
        "url": _list_of(key, user),
        "narrower": [audience_words(each) for each in narrower],
    }


def _list_of(key, user):
    """Where the writer sees who they are, as far as may be seen."""
    if key == PUBLIC or not is_member(user):
        return ""
    return reverse("people") if key == MEMBERS else reverse("space_people", args=[key.partition(":")[2]])
