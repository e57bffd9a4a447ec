"""What a document says of itself and of the people who made it, as it is shown to whoever sends it before they post."""

from django.utils.translation import gettext_lazy as _

# The order is the one in which they are shown. Whoever made it and where comes first: that is what gives people away.
LABELS = {
    "creator": _("Author"),
    "last_modified_by": _("Last changed by"),
    "manager": _("Manager"),
    "company": _("Organisation"),
    "reviewers": _("Commented or changed by"),
    "title": _("Title"),
    "subject": _("Subject"),
    "keywords": _("Keywords"),
    "comments": _("Comments"),
    "created": _("Created"),
    "modified": _("Last changed"),
    "template": _("Template"),
    "program": _("Program"),
}
PEOPLE = ("creator", "last_modified_by", "manager", "company", "reviewers")


def labelled(file):
    """[(label, what was found)] of a file, in the order of LABELS; empty until it is read, or where it says nothing."""
    return [(label, file.found[name]) for name, label in LABELS.items() if file.found.get(name)]


def people_named(file):
    """[(label, what was found)] of who made the document and where, as far as it says so."""
    return [(LABELS[name], file.found[name]) for name in PEOPLE if file.found.get(name)]


def names_people(file):
    """Whether the document says who made it or where."""
    return any(file.found.get(name) for name in PEOPLE)
