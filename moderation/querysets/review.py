"""What waits for whom. Who may see an item is who may see and moderate its thing now: asked in the same query."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Substr

from core.gate import audiences_of, is_member
from core.prepared import Prepared
from moderation.registry import reviewables


class ReviewItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Items of things that this person sees and moderates now; closed ones, if it was where this person reads."""
        seen = seen_through(user, "key")
        if seen is None:
            return self.none()
        here = self.model.events.rel.related_model.objects.filter(item=OuterRef("pk")).happened_before(user)
        return self.filter(seen).filter(Q(closed_at=None) | Exists(here))

    def open(self):
        return self.filter(closed_at=None)

    def waiting(self):
        """Open, and not with the author."""
        return self.open().filter(asked_at=None)

    def opened_by(self, why):
        """Those with this reason among those that they were opened or joined for."""
        events = self.model.events.rel.related_model.objects.filter(item=OuterRef("pk"), why=why)
        return self.filter(Exists(events))

    def within(self, user, ref):
        """Those of one place, as the kinds that have places name it."""
        seen = seen_through(user, "key", within=ref)
        return self.none() if seen is None else self.filter(seen)

    def for_rows(self, user):
        """With who holds and who has them, and why they came, as far as this person may know."""
        events = self.model.events.rel.related_model.objects.happened_before(user)
        causes = Prefetch("events", queryset=events.exclude(why="").order_by("version"), to_attr="causes")
        return self.select_related("claimed_by__entry", "assigned_to__entry").prefetch_related(causes)

    def counted_for(self, user):
        """{name of a choice: how many}, in one query."""
        waiting = Q(asked_at=None)
        return self.open().aggregate(
            waiting=Count("pk", filter=waiting),
            mine=Count("pk", filter=waiting & mine(user)),
            unassigned=Count("pk", filter=waiting & Q(assigned_to=None)),
            asked=Count("pk", filter=~waiting),
        )


class ReviewEventQuerySet(models.QuerySet):
    def happened_before(self, user):
        """Those of places that this person reads: not what was said of a thing while it stood elsewhere."""
        return self.filter(said_before(user))

    def for_listing(self):
        return self.select_related("by__entry").order_by("version")


def counts_for(user):
    """{waiting, mine: how many things wait for a decision of this person, and how many of them are theirs}, prepared:
    on every first page of who moderates anything."""
    from moderation.models import ReviewItem  # noqa: PLC0415  (the model needs this module first)

    key = user.pk, audiences_of(user), *(kind.rights(user) for kind in reviewables().values())
    counted = next(iter(_counts.ask(key, ReviewItem, user)), (0, 0))
    return dict(zip(("waiting", "mine"), counted, strict=True))


def _counted(items, user):
    waiting = items.objects.visible_to(user).waiting().order_by().annotate(all=Value(1)).values("all")
    counted = waiting.annotate(waiting=Count("pk"), mine=Count("pk", filter=mine(user)))
    return counted.values_list("waiting", "mine")


_counts = Prepared(_counted)


def mine(user):
    """The condition "given to this person, or taken up by them"."""
    return Q(assigned_to=user.pk) | Q(claimed_by=user.pk)


def said_before(user):
    """The condition that a row's `place` is one that this person reads, or none."""
    return Q(place="") | Q(place__in=audiences_of(user))


def seen_through(user, column, within=None, *, to_delete=False, to_recall=False):
    """The condition that a column holds the key of a thing that this person sees and moderates now (to_delete: of which
    they take the two steps of deletion; to_recall: or whose record they read); None where there can be none."""
    condition = None
    for name, kind in reviewables().items() if is_member(user) else ():
        rows = kind.recorded(user) if to_recall and kind.recorded else kind.rows_for(user, to_delete=to_delete)
        rows = rows if within is None else kind.within(rows, within)
        if rows is not None and not rows.query.is_empty():
            found = rows.filter(ref=Substr(OuterRef(column), len(name) + 2))
            one = Q(**{f"{column}__startswith": f"{name}:"}) & Exists(found)
            condition = one if condition is None else condition | one
    return condition
