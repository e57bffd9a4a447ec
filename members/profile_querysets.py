"""Who sees which part of a profile, and who is in the directory."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.gate import MEMBERS, audiences_of, is_member


class ProfilePartQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Parts for an audience that this person holds now, of members. Where it is a space, the person whose profile
        it is must be in it still. One's own are all one's own."""
        if not is_member(user):
            return self.none()
        return self.for_audiences(audiences_of(user)) | self.filter(profile__user=user)

    def for_audiences(self, keys):
        """Parts that somebody sees who holds these audiences, of members in good standing."""
        memberships = _memberships(self.model).filter(
            user=OuterRef("profile__user"), space__audience_id=OuterRef("audience_id")
        )
        standing = self.filter(**_standing("profile__user__"))
        return standing.filter(Q(audience_id=MEMBERS) | Exists(memberships), audience_id__in=keys)


class PortraitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Photos whose part this person sees; and one's own."""
        parts = self.model._meta.get_field("profile").related_model.parts.rel.related_model.objects
        seen = parts.visible_to(user).filter(kind="photo", profile=OuterRef("profile"))
        mine = Q(profile__user_id=user.pk) if is_member(user) else Q(pk__in=[])
        return self.filter(Exists(seen) | mine)


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see the directory: whoever is a member now."""
        if not is_member(user):
            return self.none()
        return self.exclude(user_id__in=_people(self.model).gone().values("pk"))

    def state(self):
        """What differs as soon as an entry is written, made or gone: how many there are, and the sum of stamps."""
        return tuple(self.aggregate(rows=models.Count("pk"), stamps=models.Sum("stamp")).values())


class SilenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and nobody else's."""
        return self.filter(user=user) if is_member(user) else self.none()


def _people(model):
    return model._meta.get_field("user").related_model.objects


def _memberships(part):
    person = part._meta.get_field("profile").related_model._meta.get_field("user").related_model
    return person.memberships.rel.related_model.objects.current(timezone.now())


def _standing(prefix):
    return {f"{prefix}accepted_at__isnull": False, f"{prefix}dormant_at": None, f"{prefix}disabled_at": None}
