"""The parts of a profile and who sees each; and what all members may know of somebody, ready for lists."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.collation import SortKeyField
from core.gate import MEMBERS
from core.ids import RefField
from members.models.user import Profile, User
from members.profile_querysets import EntryQuerySet, PortraitQuerySet, ProfilePartQuerySet


def new_stamp():
    return secrets.randbelow(2**31)


class ProfilePart(models.Model):
    """One audience that sees one part of a profile. A part that nobody sees has no row."""

    PHOTO, TITLE, INSTITUTION, LANGUAGES, EXPERTISE = "photo", "title", "institution", "languages", "expertise"
    JURISDICTIONS, EXPERIENCE, TIME_ZONE = "jurisdictions", "experience", "time_zone"
    PHONE, MAIL, OTHER, WRITING = "phone", "mail", "other", "writing"
    KINDS = [
        (PHOTO, _("Photo")),
        (TITLE, _("Position")),
        (INSTITUTION, _("Institution")),
        (LANGUAGES, _("Languages")),
        (EXPERTISE, _("Expertise")),
        (JURISDICTIONS, _("Jurisdictions and legal systems")),
        (EXPERIENCE, _("Experience")),
        (TIME_ZONE, _("Time zone")),
        (PHONE, _("Telephone")),
        (MAIL, _("E-mail")),
        (OTHER, _("Other ways to reach you")),
        (WRITING, _("Writing to you on Fora")),
    ]
    # What members see of somebody who has not chosen yet.
    AT_FIRST = (TITLE, INSTITUTION, WRITING)

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=16, choices=KINDS)
    audience = models.ForeignKey("core.Audience", on_delete=models.CASCADE, related_name="+")

    objects = ProfilePartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "kind", "audience"], name="a_part_once_for_an_audience"),
            models.CheckConstraint(condition=~models.Q(audience="public"), name="no_part_is_public"),
        ]
        indexes = [models.Index(fields=["audience", "kind", "profile"], name="parts_by_audience")]

    def __str__(self):
        return f"{self.kind} {self.audience_id}"

    @property
    def is_for_members(self):
        return self.audience_id == MEMBERS


class SpokenLanguage(models.Model):
    """A language that somebody works in, and how well, by the Common European Framework; "" until they say it."""

    NATIVE = "native"
    LEVELS = [
        ("a1", "A1"),
        ("a2", "A2"),
        ("b1", "B1"),
        ("b2", "B2"),
        ("c1", "C1"),
        ("c2", "C2"),
        (NATIVE, _("Native")),
    ]

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=3)
    level = models.CharField(max_length=6, choices=LEVELS, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["profile", "code"], name="a_language_once")]

    def __str__(self):
        return f"{self.code} {self.level}"


class Portrait(models.Model):
    """What a photo hangs on: whoever sees the part `photo` of the profile sees it. A new photo is a new portrait."""

    ref = RefField()
    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="portrait")

    objects = PortraitQuerySet.as_manager()

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return self.profile.user.get_absolute_url()


class Entry(models.Model):
    """What all members may know of somebody, and nothing else: the parts of the profile whose audience is `members`.

    Lists, hits, facets and counts read this and never the profile. Written by `members.actions.entries` alone, with the
    profile and in its transaction; `manage.py directory` proves it.

    ref: the person's. shown_as: the name, or the position of who is not named; listed_as: its key in the alphabet.
    words: all words that find somebody, folded and parted by spaces. stamp: drawn anew whenever anything of it changes,
    facets included: so that whoever keeps a copy (`members.roll`) sees that it did.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="entry")
    ref = models.CharField(max_length=10, unique=True)
    is_named = models.BooleanField(default=True)
    shown_as = models.CharField(max_length=160)
    listed_as = SortKeyField(max_length=160)
    title = models.CharField(max_length=160, blank=True)
    institution = models.ForeignKey("members.Institution", on_delete=models.SET_NULL, null=True, related_name="+")
    has_photo = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    stamp = models.IntegerField(default=new_stamp)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(shown_as=""), name="an_entry_is_called_something")]
        indexes = [
            models.Index(fields=["listed_as", "ref"], name="directory_order"),
            models.Index(fields=["stamp"], name="directory_state"),
        ]

    def __str__(self):
        return self.shown_as

    def get_absolute_url(self):
        return self.user.get_absolute_url()


class EntryFacet(models.Model):
    """One value by which the directory can be narrowed to an entry. value: a language's code, a concept's ref, a
    country's name, a kind of institution."""

    LANGUAGE, EXPERTISE, COUNTRY, INSTITUTION = "language", "expertise", "country", "institution"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value", "entry"], name="a_facet_once")]

    def __str__(self):
        return f"{self.kind} {self.value}"
