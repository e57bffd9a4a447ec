"""People: who someone is. What they may see follows from `audience_keys`."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.addresses import address_of
from core.collation import SortKeyField
from core.gate import MEMBERS, PUBLIC, SPACE_PREFIX
from core.ids import RefField
from core.prepared import Prepared
from members.querysets import GONE, AppointmentQuerySet, UserQuerySet

BORNE = "borne"  # in the place of a space's key: what is said is a sanction


def normal_email(address):
    """The form in which an address is unique: trimmed, in small letters, its domain as the name servers have it.

    What stands behind a + is part of an address: mail systems differ in what they make of it.
    """
    local, at, domain = address.strip().lower().rpartition("@")
    return local + at + ascii_domain(domain)


def ascii_domain(domain):
    """A domain in the form that name servers know (`xn--…`); as it is where it has none."""
    try:
        return punycode(domain)
    except UnicodeError:
        return domain


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
    # When the version of the charter came out that this person has still to accept. It follows from CharterAcceptance
    # and stands here because every page asks for it.
    charter_due_at = models.DateTimeField(null=True, blank=True)
    dormant_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    # Raised to end all sessions; the present one is told the new number where it is to go on.
    session_round = models.PositiveIntegerField(default=0)
    # While a way back into the account waits to open or is open: shown on every page of its owner, who can stop it.
    recovering_at = models.DateTimeField(null=True, blank=True)
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
            # Whoever could do everything would see everything; Django and Wagtail ask this column before any right.
            models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_superuser"),
        ]
        # Lists of very many people leave those out who are no members now: so they are asked for on many pages.
        indexes = [models.Index(fields=["id"], condition=GONE, name="people_gone")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("person", self.ref)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def _get_session_auth_hash(self, secret=None):
        # With all of these in it, changing one ends the other sessions; a change of factors raises the number.
        standing = f"{self.password}|{self.email}|{self.session_round}"
        return salted_hmac("members.session", standing, secret, algorithm="sha256").hexdigest()

    @property
    def display(self):
        """What the directory, hits and lists call this person: the name, or the position of who is not named there.
        Costs nothing after `for_listing`, `to_name` and `for_faces`."""
        entry = getattr(self, "entry", None)
        return entry.shown_as if entry else self.name

    @property
    def is_named(self):
        """Whether lists call this person by name."""
        entry = getattr(self, "entry", None)
        return entry.is_named if entry else True

    @property
    def is_member(self):
        return bool(self.accepted_at and not self.dormant_at and not self.disabled_at)

    @classmethod
    def anybody_with(cls, audiences):
        """A member who exists nowhere, holds these audiences and nothing else: what they see, everybody sees who holds
        them, and some of these more (their own, what they moderate)."""
        person = cls(pk=0, name="-", accepted_at=timezone.now())
        spaces = sorted(key for key in audiences if key.startswith(SPACE_PREFIX))
        person.read_once("held", lambda: [(key, "reader") for key in spaces])
        return person

    @classmethod
    def read_rights(cls, people):
        """Read what several people hold now in two queries, where each would ask on their own."""
        people, held = list(people), {}
        memberships = cls.memberships.rel.related_model.objects.current().filter(user__in=people)
        roles = [(person, "", role) for person, role in _appointed(people)]
        for person, space, role in [*memberships.values_list("user", "space__audience_id", "role"), *roles]:
            held.setdefault(person, []).append((space, role))
        for person in people:
            person.forget_rights()
            person.read_once("held", lambda person=person: held.get(person.pk, []))

    @property
    def is_staff(self):
        """Whether this person may open staff pages. Staff is not a key: it opens no space."""
        return self.is_member and bool(self.roles)

    @property
    def roles(self):
        """The names of the platform roles held now, read once for this object."""
        return self.read_once("roles", lambda: frozenset(role for space, role in self._held() if not space))

    @property
    def sanctions_borne(self):
        """The kinds of sanction that run now, read once for this object."""
        return self.read_once("sanctions", lambda: frozenset(kind for place, kind in self._held() if place == BORNE))

    def audience_keys(self):
        """The audiences this person holds now, read once for this object; `forget_rights` reads them anew."""
        if not self.is_member:
            return frozenset({PUBLIC})
        return frozenset({PUBLIC, MEMBERS, *self.space_roles})

    @property
    def space_roles(self):
        """{audience key of a space: role} of the spaces this person is in now, read once for this object."""
        return self.read_once(
            "space_roles", lambda: {space: role for space, role in self._held() if space not in ("", BORNE)}
        )

    def _held(self):
        """[(audience key of a space or "", role)] of all roles held now, and [(BORNE, kind)] of sanctions."""
        return self.read_once("held", lambda: _roles_held.ask((), person=self.pk, now=timezone.now()))

    @property
    def focal_keys(self):
        """The ids of the institutions that this person invites for, read once for this object."""
        return self.read_once(
            "focal_keys", lambda: frozenset(self.focal_times.current().values_list("institution_id", flat=True))
        )

    def read_once(self, name, read):
        """What `read()` says of this person's rights, read once for this object; other rooms keep theirs here too."""
        rights = self.__dict__.setdefault("_rights", {})
        if name not in rights:
            rights[name] = read()
        return rights[name]

    def forget_rights(self):
        """Drop what was read once: after a change of role or membership in the same process."""
        self.__dict__.pop("_rights", None)


def _appointed(people):
    """[(id, role)] of the appointments that several people have now."""
    return Appointment.objects.filter(user__in=people, ended_at=None).values_list("user", "role")


def _roles(person, now):
    """Memberships, appointments and sanctions of somebody, in one query."""
    memberships = User.memberships.rel.related_model.objects.current(now).filter(user_id=person)
    appointments = Appointment.objects.filter(user_id=person, ended_at=None)
    inside = memberships.values_list("space__audience_id", "role")
    borne = User.sanctions.rel.related_model.objects.running(now).filter(user_id=person)
    return inside.union(
        appointments.values_list(models.Value(""), "role"), borne.values_list(models.Value(BORNE), "kind"), all=True
    )


_roles_held = Prepared(_roles, person=User._meta.pk, now=User._meta.get_field("joined_at"))


class Appointment(models.Model):
    """A platform role that somebody holds, or held until `ended_at`."""

    ROLES = [
        ("steward", _("Membership steward")),
        ("moderator", _("Moderator")),
        ("editor", _("Editor")),
        ("trainer", _("Trainer")),
        ("auditor", _("Auditor")),
        ("operator", _("Operator")),
    ]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=ROLES)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(ended_at=None), name="a_role_is_held_once"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


class Profile(models.Model):
    """What a member tells others about themselves, each part to those whom `ProfilePart` names.

    is_named: whether the directory and this person's page show the name, or position and institution alone.
    jurisdictions: names of countries and courts, as typed. systems: concepts of the scheme `legal-systems`. told_at:
    when this person first decided who sees what.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    institution = models.ForeignKey("members.Institution", on_delete=models.PROTECT, related_name="profiles", null=True)
    job_title = models.CharField(pgettext_lazy("job", "position"), max_length=160, blank=True)
    is_named = models.BooleanField(default=True)
    expertise = models.ManyToManyField("thesaurus.Concept", related_name="experts", blank=True)
    jurisdictions = models.JSONField(default=list, blank=True)
    systems = models.ManyToManyField("thesaurus.Concept", related_name="+", blank=True)
    experience = models.TextField(_("experience"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    mail = models.EmailField(_("e-mail address to be reached at"), blank=True)
    other = models.CharField(_("other ways to reach you"), max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return str(self.user)


def display_name(user):
    """For allauth: the name, never the address."""
    return user.name
