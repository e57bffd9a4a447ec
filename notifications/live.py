"""`notify` is the only way to tell people of something."""

from core import things
from core.things import key_of
from notifications.models import Notice
from notifications.registry import kind_named, known


def notify(name, *, about, to=None):
    """Write a notice for each recipient in the caller's transaction; who may not see the thing gets none.

    One person gets one notice a thing: a heavier kind (a mention over a reply) takes the place of a lighter one.
    `to` overrides the kind's own recipients.
    """
    kind, key = kind_named(name), key_of(about)
    actor = kind.actor(about)
    people = {person.pk: person for person in (kind.recipients(about) if to is None else to)}
    if actor is not None:
        people.pop(actor.pk, None)
    for person in people.values():
        if key in things.visible_keys([key], person):
            _write(person, kind, key, key_of(actor) if actor is not None else "")


def _write(person, kind, key, actor):
    notice, is_new = Notice.objects.get_or_create(
        recipient=person, key=key, defaults={"kind": kind.name, "actor": actor}
    )
    before = known(notice.kind)
    if not is_new and (before is None or before.weight < kind.weight):
        Notice.objects.filter(pk=notice.pk).update(kind=kind.name, actor=actor)
