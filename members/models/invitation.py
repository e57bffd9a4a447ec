"""Invitations: to Fora, and into a space. Requests to be let into one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from members.models.space import Membership, Space
from members.querysets import InvitationQuerySet, JoinRequestQuerySet, SpaceInvitationQuerySet


class Invitation(models.Model):
    """A place on Fora for one address. What opens it stands in a mail alone; here is its digest.

    nonce: what the token is made of in the moment of sending, with the key that is not in the database.
    space: of kind invite or secret, whose keeper asked for this person. Nobody but its keepers learns of it; then
    `approved_at` is set by a steward, and nothing is sent before.
    """

    ref = RefField()
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    institution = models.ForeignKey(
        "members.Institution", on_delete=models.PROTECT, null=True, related_name="invitations"
    )
    line = models.CharField(_("personal line"), max_length=300, blank=True)
    spaces = models.ManyToManyField(Space, related_name="+", blank=True)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, related_name="outsiders")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitation"
    )
    nonce = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (unique among those that were sent)
    created_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        # Not one for each address: who invites for one institution must not learn of another's invitations, nor a
        # space's keeper of either.
        constraints = [
            models.UniqueConstraint(
                fields=["email", "institution"],
                condition=Q(used_at=None, revoked_at=None, space=None),
                name="one_open_invitation_per_institution",
            ),
            models.UniqueConstraint(
                fields=["email", "space"],
                condition=Q(used_at=None, revoked_at=None),
                name="one_open_invitation_of_an_outsider",
            ),
        ]

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("invitation", args=[self.ref])

    @property
    def is_request(self):
        """Whether a keeper asked for an outsider, and no steward has answered."""
        return bool(self.space_id and not self.approved_at)

    @property
    def is_begun(self):
        """Whether an account was made by it that is no member's yet."""
        return bool(self.used_at and self.user and not self.user.accepted_at and not self.revoked_at)

    @property
    def state(self):
        """used, revoked, refused, expired, asked (a steward has not answered yet) or sent."""
        if self.used_at and not self.revoked_at:
            return "used"
        if self.revoked_at:
            return "refused" if self.is_request else "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "asked" if self.is_request else "sent"


class InvitationMail(models.Model):
    """That an invitation was sent, by whom and when: each inviter's mails of a day are counted."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="mails")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="invitations_of_a_day")]

    def __str__(self):
        return f"{self.invitation} {self.at:%Y-%m-%d %H:%M}"


class SpaceInvitation(models.Model):
    """A member's way into a space. It opens once a second keeper has agreed or, where there is one keeper alone, a day
    after all in the space were told: `opens_at`."""

    ref = RefField()
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="space_invitations")
    role = models.CharField(_("role"), max_length=10, choices=Membership.ROLES, default=Membership.MEMBER)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    line = models.CharField(_("personal line"), max_length=300, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    opens_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when the invited person was told that it is open
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)  # accepted, declined or revoked

    objects = SpaceInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "user"], condition=Q(ended_at=None), name="one_open_invitation_into_a_space"
            )
        ]

    def __str__(self):
        return self.ref

    @property
    def is_open(self):
        return not self.ended_at and self.opens_at is not None and self.opens_at <= timezone.now()


class JoinRequest(models.Model):
    """A member's wish to be let into a space of kind `request`."""

    ref = RefField()
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    words = models.CharField(_("why you ask"), max_length=300, blank=True)
    terms_at = models.DateTimeField(null=True, blank=True)  # when this person accepted the space's terms
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, blank=True)  # granted, refused, withdrawn; dropped with the door

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "user"], condition=Q(ended_at=None), name="one_open_request_into_a_space"
            )
        ]

    def __str__(self):
        return self.ref
