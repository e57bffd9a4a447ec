"""Who may see people and spaces."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from core.collation import sort_key
from core.gate import audiences_of, is_member

GONE = Q(accepted_at=None) | Q(dormant_at__isnull=False) | Q(disabled_at__isnull=False)


class UserQuerySet(models.QuerySet):
    def members(self):
        """Accepted people in good standing."""
        return self.filter(accepted_at__isnull=False, dormant_at=None, disabled_at=None)

    def gone(self):
        """All others: not accepted yet, dormant or disabled. They are few, and lists of very many leave them out."""
        return self.filter(GONE)

    def gone_ids(self):
        """Their ids, in order."""
        return tuple(sorted(self.gone().values_list("pk", flat=True)))

    def visible_to(self, user):
        """Members see members; nobody else sees anybody."""
        return self.members() if is_member(user) else self.none()

    def holding(self, audience_key, now=None):
        """Members who hold the audience key now."""
        if not audience_key.startswith("space:"):
            return self.members()
        # From the space's few, not by asking of each member: there are very many of these.
        memberships = self.model.memberships.rel.related_model.objects.current(now)
        return self.members().filter(pk__in=memberships.filter(space__audience_id=audience_key).values("user"))

    def answered_for_by(self, user):
        """Whose standing a steward decides on: everybody who was ever accepted, in good standing or not."""
        is_steward = is_member(user) and "steward" in user.roles
        return self.filter(accepted_at__isnull=False) if is_steward else self.none()

    def for_listing(self):
        """With what lists show of people: their entry in the directory, and nothing of the profile."""
        return self.select_related("entry__institution").prefetch_related("entry__institution__names")

    def to_name(self):
        return self.select_related("entry").only("ref", "name", "entry__is_named", "entry__shown_as")

    def named(self):
        """Those whom lists call by name."""
        return self.exclude(entry__is_named=False)

    def silencing(self, other, *kinds):
        """Those who do not want to hear of this person; with kinds, in one of these ways."""
        ways = {"silences__kind__in": kinds} if kinds else {}
        return self.filter(silences__other=other, **ways)

    def for_faces(self):
        """With no more than tells who somebody is, where they work and whether they are a member."""
        standing = ("accepted_at", "dormant_at", "disabled_at")
        shown = ("ref", "name", *standing, "entry__institution_id", "entry__is_named", "entry__shown_as")
        return self.select_related("entry").only(*shown)

    def for_things(self):
        return self.for_listing()


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Spaces one is in, stands at the door of, or is invited into; members also find open spaces and those one may
        ask to join."""
        if not is_member(user):
            return self.none()
        mine = Q(audience_id__in=audiences_of(user)) | Q(pk__in=_running_of(user)) | Q(pk__in=_invited(user))
        return self.lasting().filter(mine | Q(kind__in=["open", "request"]))

    def offered_by(self, user):
        """Spaces that this person may name in an invitation: those that every member finds."""
        return self.visible_to(user).filter(kind__in=["open", "request"], archived_at=None)

    def held_by(self, user):
        """Spaces this person is in now."""
        return self.lasting().filter(audience_id__in=audiences_of(user))

    def kept_by(self, user):
        """Spaces this person keeps now."""
        roles = user.space_roles if is_member(user) else {}
        return self.lasting().filter(audience_id__in=[key for key, role in roles.items() if role == "keeper"])

    def waiting_for(self, user):
        """Spaces this person belongs to and stands outside of: terms to accept, or a second factor to set up."""
        return self.lasting().filter(pk__in=_running_of(user)).exclude(audience_id__in=audiences_of(user))

    def lasting(self):
        """Neither closed nor at their end."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), closed_at=None)

    def unkept(self):
        """Those that nobody in good standing keeps, at their door either."""
        memberships = self.model.memberships.rel.related_model.objects
        return self.filter(~Exists(memberships.of_keepers().filter(space=OuterRef("pk"))))

    def in_order(self):
        """[spaces] by name, as the alphabets have it: databases don't agree on theirs."""
        return sorted(self, key=lambda space: (sort_key(space.name), space.pk))


def _running_of(user, now=None):
    return user.memberships.running(now).values("space")


def _closed_around(user):
    """Spaces that were closed while this person belonged to them."""
    until = Q(until=None) | Q(until__gt=F("space__closed_at"))
    return user.memberships.filter(until, ended_at=None, space__closed_at__isnull=False).values("space")


def _invited(user):
    return user.space_invitations.open().values("space")


class AppointmentQuerySet(models.QuerySet):
    def held(self):
        """Those that count now, by their people's names."""
        good = {"user__accepted_at__isnull": False, "user__dormant_at": None, "user__disabled_at": None}
        return self.filter(ended_at=None, **good).order_by("user__sort_name", "user_id")


class MembershipQuerySet(models.QuerySet):
    def running(self, now=None):
        """Those that have begun and have not come to an end, in a space that has not either."""
        now = now or timezone.now()
        lasting = Q(space__ends_at=None) | Q(space__ends_at__gt=now)
        until = Q(until=None) | Q(until__gt=now)
        return self.filter(lasting, until, started_at__lte=now, ended_at=None, space__closed_at=None)

    def current(self, now=None):
        """Those that count now: who has one holds the space's audience."""
        from members.second_factor import had_by  # noqa: PLC0415  (allauth's models need ours first)

        accepted = Q(space__terms_at=None) | Q(terms_at__gte=F("space__terms_at"))
        factor = Q(space__asks_for_factor=False) | had_by("user_id")
        return self.running(now).filter(accepted, factor)

    def of_good_people(self):
        return self.filter(user__accepted_at__isnull=False, user__dormant_at=None, user__disabled_at=None)

    def keeping(self, now=None):
        """Those of keepers in good standing."""
        return self.current(now).of_good_people().filter(role="keeper")

    def of_keepers(self):
        """Those of keepers in good standing, at the space's door too: their word is still asked for."""
        return self.running().of_good_people().filter(role="keeper")

    def with_people(self):
        """Those of members in good standing, by name, with what a list of people shows."""
        listed = self.of_good_people().select_related("user__entry__institution")
        return listed.prefetch_related("user__entry__institution__names").order_by("user__entry__listed_as", "id")


class AccountEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and nobody else's."""
        return self.filter(user=user) if is_member(user) else self.none()


class RecoveryQuerySet(models.QuerySet):
    def running(self, now=None):
        """Those that are neither ended nor past their time."""
        return self.filter(ended_at=None, closes_at__gt=timezone.now() if now is None else now)

    def confirmed(self):
        """Those that have the second word: they open, or are open."""
        return self.running().filter(confirmed_at__isnull=False)

    def visible_to(self, user, now=None):
        """Those that this person may end until they are used: of others; to a focal point of the own institution."""
        if not is_member(user):
            return self.none()
        running = self.running(now).exclude(user=user).select_related("user__profile")
        if "steward" not in user.roles:
            running = running.filter(user__profile__institution__in=user.focal_keys)
        return running.order_by("asked_at")

    def confirmable_by(self, user, now=None):
        """Those among them that wait for a word."""
        return self.visible_to(user, now).filter(confirmed_at=None)

    def awaiting(self, user, now=None):
        """Those that wait for this person's word: of two words one has to be a steward's."""
        waiting = self.confirmable_by(user, now).exclude(words__by=user)
        if not is_member(user) or "steward" in user.roles:
            return waiting
        said = Q(words__by__appointments__role="steward", words__by__appointments__ended_at=None)
        return waiting.filter(Q(words=None) | said).distinct()


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Stewards see all, though never the space that one is for (screens don't ask for it); a focal point sees those
        for the own institution, as far as no space's keeper asked for them."""
        if not is_member(user):
            return self.none()
        if "steward" in user.roles:
            return self
        return self.filter(institution__in=user.focal_keys, space=None)

    def open(self):
        """Neither used nor revoked; they may have run out."""
        return self.filter(used_at=None, revoked_at=None)

    def requests(self):
        """Those for outsiders that wait for a steward."""
        return self.open().filter(space__isnull=False, approved_at=None, expires_at__gt=timezone.now())

    def sent(self):
        """Those that a mail went out for."""
        return self.filter(sent_at__isnull=False)

    def for_listing(self):
        return self.select_related("institution", "invited_by__entry").prefetch_related("institution__names")


class InstitutionQuerySet(models.QuerySet):
    def invited_for_by(self, user):
        """Those that this person may invite people for."""
        if not is_member(user):
            return self.none()
        return self if "steward" in user.roles else self.filter(pk__in=user.focal_keys)

    def by_name(self):
        """With `known_as`: the name in the reader's language, else in English, else any."""
        names = self.model.names.rel.related_model.objects.filter(institution=OuterRef("pk")).order_by("pk")
        chosen = [names.filter(language=code).values("name")[:1] for code in (get_language(), "en")]
        return self.annotate(known_as=Coalesce(*map(Subquery, chosen), Subquery(names.values("name")[:1])))

    def for_listing(self):
        return self.prefetch_related("names", "domains")


class FocalPointQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)

    def in_charge(self):
        """Those of members in good standing, with their names."""
        good = {"user__accepted_at__isnull": False, "user__dormant_at": None, "user__disabled_at": None}
        return self.current().filter(**good).select_related("user__entry").order_by("user__sort_name", "pk")


class CharterVersionQuerySet(models.QuerySet):
    def published(self):
        """Newest first."""
        return self.filter(published_at__isnull=False).order_by("-number")

    def current(self):
        """The version that holds now, with its texts; None before there is one."""
        return self.published().prefetch_related("texts").first()


class SpaceInvitationQuerySet(models.QuerySet):
    def standing(self, now=None):
        """Neither answered nor taken back, by somebody who still keeps the space."""
        now = now or timezone.now()
        memberships = self.model._meta.get_field("space").related_model._meta.get_field("memberships").related_model
        keeping = memberships.objects.keeping(now).filter(space=OuterRef("space"), user=OuterRef("invited_by"))
        lasting = Q(space__ends_at=None) | Q(space__ends_at__gt=now)
        return self.filter(lasting, Exists(keeping), ended_at=None, space__closed_at=None, space__archived_at=None)

    def open(self):
        """Those that the invited person can accept now."""
        return self.standing().filter(opens_at__lte=timezone.now())

    def opening_later(self):
        """Those that open only after their day: a keeper who is alone has invited, and until then others may object."""
        return self.standing().filter(opens_at__gt=timezone.now()).order_by("opens_at", "pk")

    def for_listing(self):
        people = self.select_related("user__entry__institution", "invited_by__entry")
        return people.prefetch_related("user__entry__institution__names")

    def visible_to(self, user, now=None):
        """One's own once they are open; to who belongs to the space, at its door too, all that stand."""
        if not is_member(user):
            return self.none()
        now = now or timezone.now()
        mine = Q(user=user, opens_at__lte=now)
        return self.standing(now).filter(mine | Q(space__in=_running_of(user, now)))

    def for_things(self):
        return self.select_related("space", "user", "invited_by")


class JoinRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Those that no keeper has answered yet, the oldest first."""
        return self.filter(ended_at=None).order_by("created_at", "id")

    def with_inviters(self):
        """With who invited the person to Fora, and whether that offered them this space (`is_offered`)."""
        from members.models import Invitation  # noqa: PLC0415  (the models need their querysets first)

        offered = Invitation.objects.filter(user=OuterRef("user"), spaces=OuterRef("space"))
        return self.annotate(is_offered=Exists(offered)).select_related("user__invitation__invited_by__entry")

    def answered_since(self, moment):
        """Those that came to an end after this moment, whoever ended them."""
        return self.filter(ended_at__gt=moment)

    def visible_to(self, user):
        """One's own, as long as one finds the space; to its keepers, those that wait for their word."""
        if not is_member(user):
            return self.none()
        spaces = self.model._meta.get_field("space").related_model.objects
        mine = Q(user=user, space__in=spaces.visible_to(user))
        return self.filter(mine | Q(ended_at=None, space__in=spaces.kept_by(user)))

    def for_things(self):
        return self.select_related("space", "user")


class WideningQuerySet(models.QuerySet):
    def visible_to(self, user):
        """To who keeps the space, at its door too, while it waits."""
        if not is_member(user):
            return self.none()
        return self.filter(space__in=user.memberships.of_keepers().values("space"), ended_at=None)

    def for_things(self):
        return self.select_related("space", "asked_by")


class SpaceEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """To those who belong to the space, at its door too: new terms put them there. Some to its keepers alone. That
        it was closed, the last that happens to it, to those who belonged to it then."""
        if not is_member(user):
            return self.none()
        spaces = self.model._meta.get_field("space").related_model.objects
        kept = Q(kind__in=self.model.OF_KEEPERS, space__in=spaces.kept_by(user))
        closed = Q(space__closed_at__lte=F("created_at"), space__in=_closed_around(user))
        of_all = ~Q(kind__in=self.model.OF_KEEPERS) & (Q(space__in=_running_of(user)) | closed)
        return self.filter(kept | of_all)

    def for_things(self):
        return self.select_related("space", "by")
