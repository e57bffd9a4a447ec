"""How people may sign what they write, for every room in which they do: by name, by institution, by role or not at all.

Both lists are closed. What is not signed by name carries no person: its room keeps who wrote it apart, for comparing
with whoever asks, and shows it to nobody.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

NAME, INSTITUTION, ROLE, NOBODY = "name", "institution", "role", "nobody"
ATTRIBUTIONS = [
    (NAME, pgettext_lazy("signed", "By name")),
    (INSTITUTION, gettext_lazy("By institution")),
    (ROLE, gettext_lazy("By role")),
    (NOBODY, gettext_lazy("Not attributed")),
]


@dataclass(frozen=True)
class Role:
    """words: what readers see. kinds: of institutions where somebody of this role works."""

    words: object
    kinds: frozenset[str]


ROLES = {
    name: Role(words, frozenset(kinds.split()))
    for name, words, kinds in [
        ("prosecutor", gettext_lazy("A prosecutor"), "prosecution international"),
        ("investigator", gettext_lazy("An investigator"), "prosecution police international"),
        ("analyst", gettext_lazy("An analyst"), "prosecution police international civil"),
        ("forensics", gettext_lazy("A forensic expert"), "prosecution police international civil"),
        ("adviser", gettext_lazy("A legal adviser"), "prosecution police court international civil"),
        ("protection", gettext_lazy("Somebody who protects witnesses"), "prosecution police court international"),
        ("victims", gettext_lazy("Counsel for victims"), "court international civil"),
        ("judge", gettext_lazy("A judge"), "court international"),
        ("registry", gettext_lazy("Somebody at a court’s registry"), "court international"),
        ("organisation", gettext_lazy("Somebody at a non-governmental organisation"), "civil"),
    ]
}
ROLE_CHOICES = [(name, role.words) for name, role in ROLES.items()]


def words(attribution, *, institution="", role=""):
    """What stands in the place of a name, in the reader's language. institution: its name in that language."""
    if attribution == INSTITUTION and institution:
        return _("Somebody at %(institution)s") % {"institution": f"\u2068{institution}\u2069"}
    if attribution == ROLE and role in ROLES:
        return str(ROLES[role].words)
    return _("An expert from a member institution")
