"""Who reads private conversations: who has a place in them, and no role whatever."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Substr

from core.gate import is_member
from core.moments import Standing, standing
from moderation.models import Flag


class ConversationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those in which this member has a place now, once something in them has reached them."""
        if not is_member(user):
            return self.none()
        # By their ids, not by whether each has a place: so a list starts from one's own, not from all there are.
        return self.filter(pk__in=_places(self.model).of(user).values("conversation"))

    def of_two(self, one, other):
        """Those without a subject that have these two people in them, and nobody else."""
        places = _places(self.model).filter(conversation=OuterRef("pk"))
        theirs = Exists(places.present().filter(user=other)), Exists(places.present().filter(user=one))
        return self.filter(*theirs, ~Exists(places.exclude(user__in=[one, other])), title="")

    def for_listing(self, user):
        """With `read_number` and `muted_at` of this reader's place, and of the newest message that arrived for them its
        number and moment, `newest` and `moved_at`."""
        mine = _places(self.model).filter(conversation=OuterRef("pk"), user=user)
        messages = self.model.messages.rel.related_model.objects
        arrived = messages.arrived_for(user).filter(conversation=OuterRef("pk")).order_by("-number")
        return self.annotate(
            read_number=Subquery(mine.values("read_number")[:1]),
            muted_at=Subquery(mine.values("muted_at")[:1]),
            newest=Coalesce(Subquery(arrived.values("number")[:1]), 0),
            moved_at=Coalesce(Subquery(arrived.values("created_at")[:1]), "started_at"),
        )


class ParticipantQuerySet(models.QuerySet):
    def present(self):
        return self.filter(left_at=None)

    def of(self, user):
        """The places in which this person reads."""
        return self.present().filter(user=user, arrived_at__isnull=False)

    def left_again(self):
        """Those of people who were added and did not stay."""
        return self.filter(left_at__isnull=False, joined_number__gt=0)

    def with_people(self):
        """In the order in which they came, with how lists call them."""
        return self.select_related("user__entry", "added_by__entry").order_by("joined_number", "pk")


class MessageQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """What stands in one's conversations, from where one came in, and one's own there; to moderators of the
        platform who never took part, besides, each message that is reported, from its report to their decision."""
        if not is_member(user):
            return self.none()
        reviewed = _reported_to(user) & ~_took_part(user, self.model)
        return self.filter(_in_sight_of(user, self.model) | reviewed, erased_at=None)

    def taken_part_in(self, user):
        """Those that this person reads by taking part."""
        return self.filter(_in_sight_of(user, self.model), erased_at=None) if is_member(user) else self.none()

    def reviewed_by(self, user):
        """Those that are reported and not decided on yet, for moderators of the platform who never took part."""
        if not is_member(user) or "moderator" not in user.roles:
            return self.none()
        return self.filter(_reported_to(user), ~_took_part(user, self.model), erased_at=None)

    def put_away_for(self, user):
        """Those that were reported and hidden, which moderators of the platform who never took part may have erased:
        by its key, for the text is not theirs to read any more."""
        if not is_member(user) or "moderator" not in user.roles:
            return self.none()
        # From the reports on, which are few, and not through all that people write to each other.
        flags = Flag.objects.filter(key__startswith="message:").annotate(of=Substr("key", len("message:") + 1))
        reported = self.filter(ref__in=flags.values("of"))
        return reported.filter(~_took_part(user, self.model), hidden_at__isnull=False, erased_at=None)

    def arrived_for(self, user):
        """All that did not stop at a block, whatever became of it; their own, which they are not told of, all."""
        return self.filter(Q(held_at=None) | Q(author=user))

    def in_conversation(self, conversation, user):
        return self.taken_part_in(user).filter(conversation=conversation)

    def for_reading(self):
        return self.select_related("author__entry").order_by("number")

    def for_things(self):
        return self.select_related("conversation", "author__entry")

    def to_name(self):
        return self.only("ref")


def _in_sight_of(user, model):
    conversations = model._meta.get_field("conversation").related_model
    place = _places(conversations).of(user).filter(conversation=OuterRef("conversation"))
    return Exists(place.filter(joined_number__lt=OuterRef("number"))) & (Q(**standing()) | Q(author=user))


def _reported_to(user):
    if "moderator" not in user.roles:
        return Q(pk__in=[])
    return Exists(Flag.objects.open().filter(key=Concat(Value("message:"), OuterRef("ref"))))


def _took_part(user, model):
    conversations = model._meta.get_field("conversation").related_model
    return Exists(_places(conversations).filter(conversation=OuterRef("conversation"), user=user))


def _places(conversations):
    return conversations._meta.get_field("participants").related_model.objects
