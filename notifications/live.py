"""`notify`, `announce` and `write` are the only ways to tell people of something. All write rows in the caller's
transaction: `notify` for those whom it is meant for, `announce` for who follows, however many."""

import json

from django.contrib.auth import get_user_model
from django.utils import timezone

from core import things
from core.sealing import seal
from core.things import key_of
from notifications.following import at_level
from notifications.letters import letter_kind
from notifications.models import Announcement, Delivery, Follow, Notice, Preference
from notifications.registry import DIGESTS, MAIL, NONE, kind_named, known

NOTICE = "notifications.notice"  # the kind of letter that carries a notice


def notify(name, *, about, to=None):
    """Write a notice for each recipient, and a mail where they want one; who may not see the thing gets none.

    One person gets one notice a thing: a heavier kind (a mention over an answer) takes the place of a lighter one, and
    one that repeats that of the time before, unread and with a mail of its own.
    `to` overrides the kind's own recipients.
    """
    kind, key = kind_named(name), key_of(about)
    people = _hearing(kind, about, kind.recipients(about) if to is None else to)
    chosen = channels(kind, people)
    for person in people.values():
        if chosen[person.pk] != NONE and key in things.visible_keys([key], person):
            notice = _note(person, kind, {"key": key, **facts_of(kind, about), **waiting_for(chosen[person.pk])})
            if chosen[person.pk] == MAIL:
                Delivery.objects.get_or_create(notice=notice, defaults={"kind": NOTICE, "recipient": person})


def announce(name, *, about):
    """Have the worker tell those who follow it of something new: one row, however many they are."""
    Announcement.objects.create(kind=kind_named(name).name, key=key_of(about))


def write(name, *, to=None, address="", language="", **values):
    """Queue a letter of a registered kind to a person, or to an address where there is no account (or not this one).

    `values` is JSON and is kept sealed until the letter has gone. With neither person nor address the letter is
    dropped when its turn comes: so that the time an answer takes does not tell whether there was somebody to write to.
    """
    letter_kind(name)
    sealed = seal(json.dumps(values)) if values else ""
    return Delivery.objects.create(kind=name, recipient=to, address=address, language=language, sealed=sealed)


def channels(kind, people):
    """{id of a person: channel} for this kind, in one query. people: their ids."""
    choice = kind.choice
    if choice is None:
        return dict.fromkeys(people, kind.channel)
    chosen = Preference.objects.filter(user__in=people, kind=choice.name).values_list("user", "channel")
    return dict.fromkeys(people, choice.channel) | dict(chosen)


def channel_for(kind, person):
    """Where this person hears of the kind as they have chosen by now."""
    return channels(kind, [person.pk])[person.pk]


def facts_of(kind, about):
    """What each notice of a kind about a thing holds, whoever gets it."""
    actor, whole = kind.actor(about), kind.whole(about)
    return {
        "kind": kind.name,
        "actor": key_of(actor) if actor is not None else "",
        "within": key_of(whole) if whole is not None else "",
    }


def waiting_for(channel):
    """Which digest a notice waits for that is told in this channel."""
    return {"waits_for": channel if channel in DIGESTS else ""}


def _hearing(kind, about, people):
    """{id: person} of the people without who did it, who does not want to hear of them, and who has muted it."""
    people = {person.pk: person for person in people}
    people.pop(kind.writer(about), None)
    actor = kind.actor(about)
    if actor is not None:
        people.pop(actor.pk, None)
        for deaf in _deaf_to(actor, people):
            people.pop(deaf)
    places = () if kind.is_personal or not people else kind.places(about)
    for muted in at_level(Follow.MUTED, places, people):
        people.pop(muted)
    return people


def _deaf_to(actor, people):
    """The ids of those of the people who do not want to hear of what this person does, in one query."""
    if not people:
        return []
    return list(get_user_model().objects.filter(pk__in=people).silencing(actor).values_list("pk", flat=True))


def _note(person, kind, facts):
    notice, is_new = Notice.objects.get_or_create(recipient=person, key=facts["key"], defaults=facts)
    if is_new:
        return notice
    before = known(notice.kind)
    if kind.repeats:
        Delivery.objects.filter(notice=notice).delete()
        facts = {**facts, "read_at": None, "created_at": timezone.now(), "digest": None}
    elif before is not None and before.weight >= kind.weight:
        return notice
    Notice.objects.filter(pk=notice.pk).update(**facts)
    return notice
