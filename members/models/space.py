"""Spaces: compartments. Nobody sees inside one by being staff."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from members.querysets import MembershipQuerySet, SpaceEventQuerySet, SpaceQuerySet, WideningQuerySet


class Space(models.Model):
    OPEN, REQUEST, INVITE, SECRET = "open", "request", "invite", "secret"
    KINDS = [
        (OPEN, _("Open: members may join")),
        (REQUEST, _("On request: members may ask to join")),
        (INVITE, _("By invitation")),
        (SECRET, _("Secret: others do not learn that it exists")),
    ]
    SEALED = (INVITE, SECRET)
    NARROWER = (OPEN, REQUEST, INVITE, SECRET)  # each is found and entered by fewer people than the one before
    EVERYBODY, INSIDE, KEEPERS = "all", "inside", "keepers"
    PEOPLE_SEEN_BY = [
        (EVERYBODY, _("Whoever finds the space")),
        (INSIDE, _("Whoever is in it")),
        (KEEPERS, _("Its keepers and moderators")),
    ]

    ref = RefField()
    audience = models.OneToOneField("core.Audience", on_delete=models.PROTECT, related_name="space")
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    terms = models.TextField(_("terms to accept"), blank=True)
    terms_at = models.DateTimeField(null=True, blank=True)  # since when these stand
    people_seen_by = models.CharField(_("who sees its people"), max_length=10, choices=PEOPLE_SEEN_BY, default=INSIDE)
    asks_for_factor = models.BooleanField(_("only with a second factor"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # when its keepers were told that its end comes
    once = models.CharField(max_length=43, blank=True, editable=False)
    unkept_at = models.DateTimeField(null=True, blank=True)  # when its people were told that nobody keeps it
    archived_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["open", "request", "invite", "secret"]), name="a_known_kind"),
            models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="a_space_is_made_once"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("space", args=[self.ref])

    @property
    def mark(self):
        """The kind of its audience mark: the darker, the fewer the readers."""
        return {self.OPEN: "members", self.REQUEST: "members", self.SECRET: "secret"}.get(self.kind, "space")

    @property
    def mark_label(self):
        """What the mark says in few words."""
        return {
            self.OPEN: _("Members may join"),
            self.REQUEST: _("On request"),
            self.INVITE: _("By invitation"),
            self.SECRET: _("Secret"),
        }[self.kind]

    @property
    def mark_meaning(self):
        """What the kind means for who comes in and who learns of the space, in a sentence or two."""
        return {
            self.OPEN: _("All members find this space and may join it. Only those who have joined see what is in it."),
            self.REQUEST: _("All members find this space. Only those whom its keepers let in see what is in it."),
            self.INVITE: _("Only the people in this space find it. Its keepers invite others."),
            self.SECRET: _("Only the people in this space know that it exists. Do not mention it outside."),
        }[self.kind]

    @property
    def is_over(self):
        """Whether nobody is inside any more."""
        return bool(self.closed_at or (self.ends_at and self.ends_at <= timezone.now()))

    @property
    def is_sealed(self):
        """Whether what stands in it lives in a search index of its own."""
        return self.kind in self.SEALED


class Membership(models.Model):
    """Somebody's time in a space. It runs while it has begun, has not ended, and neither its own end date nor that of
    the space has come. It counts, and opens the space, once its person has accepted the terms that stand and has the
    second factor that the space asks for."""

    KEEPER, MODERATOR, MEMBER, READER = "keeper", "moderator", "member", "reader"
    ROLES = [
        (KEEPER, _("Keeper")),
        (MODERATOR, _("Moderator")),
        (MEMBER, _("Member")),
        (READER, _("Reader")),
    ]

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=ROLES, default=MEMBER)
    started_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # when keepers were told that its end comes
    terms_at = models.DateTimeField(null=True, blank=True)  # when this person accepted the space's terms
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "user"], condition=Q(ended_at=None), name="in_a_space_once"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


class Widening(models.Model):
    """A keeper's wish that more people find a space, or come in more easily: it waits for a second keeper's word."""

    ref = RefField()
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="widenings")
    kind = models.CharField(_("kind"), max_length=10, choices=Space.KINDS)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)  # agreed or dropped

    objects = WideningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space"], condition=Q(ended_at=None), name="one_open_widening_of_a_space"),
        ]

    def __str__(self):
        return self.ref


class SpaceEvent(models.Model):
    """Something that changed for the people of a space, and of which they are told."""

    CHANGED, ENDS, MEMBERSHIPS_END = "changed", "ends", "leaving"
    UNKEPT, KEPT, ARCHIVED = "unkept", "kept", "archived"
    KINDS = [
        (CHANGED, _("Its settings were changed")),
        (ENDS, _("Its end comes")),
        (MEMBERSHIPS_END, _("Memberships come to their end")),
        (UNKEPT, _("Nobody keeps it any more")),
        (KEPT, _("Somebody keeps it again")),
        (ARCHIVED, _("It was archived, because nobody was left to keep it")),
    ]
    OF_KEEPERS = (ENDS, MEMBERSHIPS_END)

    ref = RefField()
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=KINDS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SpaceEventQuerySet.as_manager()

    def __str__(self):
        return self.ref
