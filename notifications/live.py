"""`notify` and `write` are the only ways to tell people of something. Both write rows in the caller's transaction."""

import json

from django.contrib.auth import get_user_model
from django.utils import timezone

from core import things
from core.sealing import seal
from core.things import key_of
from notifications.letters import letter_kind
from notifications.models import Delivery, Notice, Preference
from notifications.registry import MAIL, NONE, kind_named, known

NOTICE = "notifications.notice"  # the kind of letter that carries a notice


def notify(name, *, about, to=None):
    """Write a notice for each recipient, and a mail where they want one; who may not see the thing gets none.

    One person gets one notice a thing: a heavier kind (a mention over a reply) takes the place of a lighter one, and
    one that repeats that of the time before, unread and with a mail of its own.
    `to` overrides the kind's own recipients.
    """
    kind, key = kind_named(name), key_of(about)
    actor = kind.actor(about)
    people = {person.pk: person for person in (kind.recipients(about) if to is None else to)}
    if actor is not None:
        people.pop(actor.pk, None)
        for deaf in _deaf_to(actor, people):
            people.pop(deaf)
    chosen = _channels(kind, people)
    for person in people.values():
        if chosen[person.pk] != NONE and key in things.visible_keys([key], person):
            notice = _note(person, kind, key, key_of(actor) if actor is not None else "")
            if chosen[person.pk] == MAIL:
                Delivery.objects.get_or_create(notice=notice, defaults={"kind": NOTICE, "recipient": person})


def write(name, *, to=None, address="", language="", **values):
    """Queue a letter of a registered kind to a person, or to an address where there is no account (or not this one).

    `values` is JSON and is kept sealed until the letter has gone. With neither person nor address the letter is
    dropped when its turn comes: so that the time an answer takes does not tell whether there was somebody to write to.
    """
    letter_kind(name)
    sealed = seal(json.dumps(values)) if values else ""
    return Delivery.objects.create(kind=name, recipient=to, address=address, language=language, sealed=sealed)


def _deaf_to(actor, people):
    """The ids of those of the people who do not want to hear of what this person does, in one query."""
    if not people:
        return []
    return list(get_user_model().objects.filter(pk__in=people).silencing(actor).values_list("pk", flat=True))


def _channels(kind, people):
    """{id of a person: channel} for this kind, in one query."""
    choice = kind.choice
    if choice is None:
        return dict.fromkeys(people, kind.channel)
    chosen = Preference.objects.filter(user__in=people, kind=choice.name).values_list("user", "channel")
    return dict.fromkeys(people, choice.channel) | dict(chosen)


def channel_for(kind, person):
    """Where this person hears of the kind as they have chosen by now."""
    return _channels(kind, [person.pk])[person.pk]


def _note(person, kind, key, actor):
    notice, is_new = Notice.objects.get_or_create(
        recipient=person, key=key, defaults={"kind": kind.name, "actor": actor}
    )
    if is_new:
        return notice
    before = known(notice.kind)
    if kind.repeats:
        Delivery.objects.filter(notice=notice).delete()
        notice.kind, notice.actor, notice.read_at, notice.created_at = kind.name, actor, None, timezone.now()
        notice.save(update_fields=["kind", "actor", "read_at", "created_at"])
    elif before is None or before.weight < kind.weight:
        Notice.objects.filter(pk=notice.pk).update(kind=kind.name, actor=actor)
    return notice
