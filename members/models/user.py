"""People: who someone is. What they may see follows from `audience_keys`."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.collation import SortKeyField
from core.gate import MEMBERS, PUBLIC
from core.ids import RefField
from core.prepared import Prepared
from members.querysets import UserQuerySet


def normal_email(address):
    """The form in which an address is unique: trimmed and in small letters."""
    return address.strip().lower()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email=normal_email(email))


class User(AbstractBaseUser, PermissionsMixin):
    ref = RefField()
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    sort_name = SortKeyField(_("name for sorting"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    caught_up_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    dormant_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    # A real column, because Wagtail and allauth filter on it; our code asks `is_member`.
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(
                condition=Q(is_active=True, disabled_at=None) | Q(is_active=False, disabled_at__isnull=False),
                name="inactive_is_disabled",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("person", args=[self.ref])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def _get_session_auth_hash(self, secret=None):
        # With the address in it, changing either the password or the address ends the other sessions.
        return salted_hmac("members.session", f"{self.password}|{self.email}", secret, algorithm="sha256").hexdigest()

    @property
    def is_member(self):
        return bool(self.accepted_at and not self.dormant_at and not self.disabled_at)

    @property
    def is_staff(self):
        """Whether this person may open staff pages. Staff is not a key: it opens no space."""
        return self.is_member and bool(self.roles & {"steward", "moderator", "editor", "trainer", "admin"})

    @property
    def roles(self):
        """The names of the platform roles held now, read once for this object."""
        return self.read_once("roles", lambda: frozenset(role for space, role in self._held() if not space))

    def audience_keys(self):
        """The audiences this person holds now, read once for this object; `forget_rights` reads them anew."""
        if not self.is_member:
            return frozenset({PUBLIC})
        return frozenset({PUBLIC, MEMBERS, *self.space_roles})

    @property
    def space_roles(self):
        """{audience key of a space: role} of the spaces this person is in now, read once for this object."""
        return self.read_once("space_roles", lambda: {space: role for space, role in self._held() if space})

    def _held(self):
        """[(audience key of a space or "", role)] of all roles held now."""
        return self.read_once("held", lambda: _roles_held.ask((), person=self.pk, now=timezone.now()))

    def read_once(self, name, read):
        """What `read()` says of this person's rights, read once for this object; other rooms keep theirs here too."""
        rights = self.__dict__.setdefault("_rights", {})
        if name not in rights:
            rights[name] = read()
        return rights[name]

    def forget_rights(self):
        """Drop what was read once: after a change of role or membership in the same process."""
        self.__dict__.pop("_rights", None)


def _roles(person, now):
    """Memberships and appointments of somebody, in one query."""
    memberships = User.memberships.rel.related_model.objects.current(now).filter(user_id=person)
    appointments = Appointment.objects.filter(user_id=person, ended_at=None)
    inside = memberships.values_list("space__audience_id", "role")
    return inside.union(appointments.values_list(models.Value(""), "role"), all=True)


_roles_held = Prepared(_roles, person=User._meta.pk, now=User._meta.get_field("joined_at"))


class Appointment(models.Model):
    """A platform role that somebody holds, or held until `ended_at`."""

    ROLES = [
        ("steward", _("Steward")),
        ("moderator", _("Moderator")),
        ("editor", _("Editor")),
        ("trainer", _("Trainer")),
        ("admin", _("Administrator")),
    ]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=ROLES)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(ended_at=None), name="a_role_is_held_once"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


class Profile(models.Model):
    """What a member tells others about themselves; more fields come with the directory."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    institution = models.ForeignKey("members.Institution", on_delete=models.PROTECT, related_name="profiles", null=True)
    job_title = models.CharField(pgettext_lazy("job", "position"), max_length=160, blank=True)

    def __str__(self):
        return str(self.user)


def display_name(user):
    """For allauth: the name, never the address."""
    return user.name
