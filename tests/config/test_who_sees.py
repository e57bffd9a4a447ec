"""Who will see this: the one component stands in every template with a form that writes."""

import re

import pytest
from django.conf import settings

TEMPLATES = settings.ROOT / "templates"
FORM = re.compile(r"""<form\b[^>]*method=["']post["'][^>]*>.*?</form>""", re.DOTALL)
# What draws a field that text is typed into: our components, a form drawn whole, or the elements themselves.
FIELD = re.compile(
    r"components/(?:field|composer)\.html|\{\{ *(?:form|field)(?:\.as_\w+)? *\}\}|<textarea\b"
    r"|<input\b(?![^>]*type=.(?:hidden|checkbox|radio|file|submit))"
)
SHOWN = re.compile(r"\{% who_sees ")
EXCEPTIONS = {
    "components/passkey.html": "signing in: what a device answers",
    "members/coming_in/account.html": "the door: address, name and password, before there is an account",
    "members/welcome.html": "the door: a name and a password, before there is an account",
    "members/recovery.html": "the door: an address",
    "members/recovery_open.html": "the door: a password",
    "members/audit.html": "choices for an export: nothing is written that anybody reads",
    "members/space_person.html": "a role and a last day: no text",
    "notifications/choices.html": "one's own choices of mail: no text",
}
CHOSEN = ("choice.person",)  # fields in which somebody is chosen from a list


def written_in(path):
    """Forms of a template that are sent and hold a field for text."""
    return [
        form
        for form in FORM.findall(path.read_text())
        if FIELD.search(form) and not any(field in form for field in CHOSEN)
    ]


def names():
    found = {str(path.relative_to(TEMPLATES)): written_in(path) for path in TEMPLATES.rglob("*.html")}
    return {name: forms for name, forms in found.items() if forms and not name.startswith("allauth/")}


WRITING = names()


def test_the_walk_finds_the_forms_there_are():
    assert {"forum/composer.html", "forum/conversation_composer.html", "members/standing.html"} <= set(WRITING)
    assert set(EXCEPTIONS) <= set(WRITING)


@pytest.mark.parametrize("name", sorted(set(WRITING) - set(EXCEPTIONS)))
def test_each_form_that_writes_says_who_will_see_it(name):
    assert [form for form in WRITING[name] if not SHOWN.search(form)] == []
