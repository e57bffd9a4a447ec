"""Who may see people and spaces."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.collation import sort_key
from core.gate import audiences_of, is_member


class UserQuerySet(models.QuerySet):
    def members(self):
        """Accepted people in good standing."""
        return self.filter(accepted_at__isnull=False, dormant_at=None, disabled_at=None)

    def visible_to(self, user):
        """Members see members; nobody else sees anybody."""
        return self.members() if is_member(user) else self.none()

    def holding(self, audience_key, now=None):
        """Members who hold the audience key now."""
        if not audience_key.startswith("space:"):
            return self.members()
        current = models.Exists(
            self.model.memberships.rel.related_model.objects.current(now).filter(
                user=models.OuterRef("pk"), space__audience_id=audience_key
            )
        )
        return self.members().filter(current)

    def for_listing(self):
        return self.select_related("profile__institution").prefetch_related("profile__institution__names")

    def to_name(self):
        return self.only("ref", "name")

    def for_faces(self):
        """With no more than tells who somebody is, where they work and whether they are a member."""
        shown = ("ref", "name", "accepted_at", "dormant_at", "disabled_at", "profile__institution_id")
        return self.select_related("profile").only(*shown)

    def for_things(self):
        return self.for_listing()


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Spaces one is in; members also find open spaces and those one may ask to join."""
        if not is_member(user):
            return self.none()
        mine = Q(audience_id__in=audiences_of(user))
        return self.filter(mine | Q(kind__in=["open", "request"])).filter(closed_at=None)

    def held_by(self, user):
        """Spaces this person is in now."""
        return self.filter(audience_id__in=audiences_of(user), closed_at=None)

    def in_order(self):
        """[spaces] by name, as the alphabets have it: databases don't agree on theirs."""
        return sorted(self, key=lambda space: (sort_key(space.name), space.pk))


class MembershipQuerySet(models.QuerySet):
    def current(self, now=None):
        """Those that count now: neither ended nor run out, in a space that is not closed."""
        now = now or timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), started_at__lte=now, ended_at=None, space__closed_at=None)

    def with_people(self):
        """Those of members in good standing, by name, with what a list of people shows."""
        good = self.filter(user__accepted_at__isnull=False, user__dormant_at=None, user__disabled_at=None)
        listed = good.select_related("user__profile__institution")
        return listed.prefetch_related("user__profile__institution__names").order_by("user__sort_name", "id")
