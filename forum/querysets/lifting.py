"""Who sees that somebody asks, or has learned, who wrote a post."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.gate import is_member
from forum.moderated import COMMON, moderated_by


class LiftingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """While it waits, whoever answers for the place; then the two, and who wrote the post. Of one's own post one
        learns nothing before."""
        if not is_member(user):
            return self.none()
        theirs = Q(asked_by=user) | Q(agreed_by=user)
        told = Q(post__origin__user=user, agreed_at__isnull=False)
        return self.filter(told | (answered_for_by(user) & (theirs | waiting()) & ~Q(post__origin__user=user)))

    def waiting_for(self, user, now=None):
        """Those that this person can agree to, the oldest first."""
        if not is_member(user):
            return self.none()
        # Asked of each that waits: they are few, and the posts of a place that somebody answers for are very many.
        posts = self.model._meta.get_field("post").related_model.objects.filter(pk=OuterRef("post_id"))
        theirs = posts.filter(answered_for_by(user, "topic__")).exclude(origin__user=user)
        return self.filter(Exists(theirs), waiting(now)).exclude(asked_by=user).order_by("asked_at", "pk")

    def of(self, user):
        """What this person has asked or agreed to and is not over, the newest first."""
        mine = Q(asked_by=user) | Q(agreed_by=user)
        return self.visible_to(user).filter(mine, ended_at=None, closes_at__gt=timezone.now()).order_by("-pk")

    def for_things(self):
        return self.select_related("post__topic__board__audience__space", "asked_by", "agreed_by")


def waiting(now=None):
    """The condition of those that no second word has been given on."""
    return Q(agreed_at=None, ended_at=None, closes_at__gt=timezone.now() if now is None else now)


def answered_for_by(user, prefix="post__topic__"):
    """The condition that somebody answers for the place of a post: who moderates it, and outside of spaces the
    stewards. prefix: how its topic is reached."""
    theirs = moderated_by(user, prefix)
    return theirs | Q(**{f"{prefix}audience__in": COMMON}) if "steward" in user.roles else theirs
