"""Sample people and things, for asking every rule about them (`config.rights`)."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone

from config.demo.drawing import drawn
from core.forms import new_once
from core.models import Audience
from core.things import key_of
from files.actions import attach, upload
from files.models import StoredFile
from forum.actions import create_board, reply, start_conversation, start_topic, translate_post
from forum.models import Lifting, Move
from library.actions import write_lesson
from members.actions import add_to_space, admit, appoint, create_space
from members.models import (
    Appointment,
    Institution,
    Invitation,
    MemberNote,
    Membership,
    RecoveryRequest,
    Sanction,
    Space,
    SpaceInvitation,
)
from moderation.attribution import NOBODY
from moderation.models import Deletion, Hold

ROLES = ("visitor", "member", *(role for role, _ in Appointment.ROLES))
INSIDE = tuple(role for role, _ in Membership.ROLES)
OUTSIDE = "outsider"
STAFF_OUTSIDE = tuple(f"{role} outside" for role in ROLES[2:])
KINDS = tuple(kind for kind, _ in Space.KINDS)
TEXTS = {"en": ("A board", "What is asked here.")}


@dataclass
class Samples:
    """People by the names of their columns; for each place ({name of a parameter: thing}) what somebody else made
    there, and what a person made there themselves."""

    people: dict
    foreign: dict = field(default_factory=dict)
    own: dict = field(default_factory=dict)


def _person(name, *roles):
    person = admit(email=f"{name}.{new_once()[:6].lower()}@samples.example", name=name, by=None)
    for role in roles:
        appoint(person, role, by=None)
    return person


def _people_of_roles():
    return {"visitor": AnonymousUser(), **{name: _person(name, *[name][: name != "member"]) for name in ROLES[1:]}}


def on_platform():
    samples, author = Samples(_people_of_roles()), _person("Author")
    writer = _person("Editor", "editor")
    for place in ("public", "members"):
        board = create_board(audience=Audience.objects.get(key=place), texts=TEXTS, by=None)
        lesson = _lesson(writer, place)
        samples.foreign[place] = {**_things(board, author), "person": author, **_pages(lesson), **_invited(author)}
        for who, person in samples.people.items():
            own = {"person": person}
            if who != "visitor":
                own |= {**_things(board, person), "note": _note(author, person)}
            if who in ("editor", "trainer"):
                own |= _pages(_lesson(person, place))
            samples.own[place, who] = own
    return samples


def in_space(kind):
    """A space of this kind with somebody in each role, and everybody else outside."""
    people = {role: _person(role) for role in INSIDE} | {OUTSIDE: _person(OUTSIDE)}
    people |= {f"{role} outside": _person(role, role) for role in ROLES[2:]}
    keeper, author = _person("First keeper"), _person("Author")
    space = create_space(name="A space", kind=kind, by=keeper)
    for role in INSIDE:
        add_to_space(people[role], space, by=keeper, role=role)
    add_to_space(author, space, by=keeper)
    board = create_board(audience=space.audience, texts=TEXTS, by=None)
    samples = Samples(people)
    invitation = SpaceInvitation.objects.create(space=space, user=_person("Invited"), invited_by=keeper)
    samples.foreign[kind] = {**_things(board, author), "space": space, "wish": invitation}
    for role in INSIDE[:-1]:
        samples.own[kind, role] = _things(board, people[role])
    return samples


def _things(board, by):
    topic = start_topic(board, by=by, title="A question", body="Words.", once=new_once())
    post = reply(topic, by=by, body="More words.", once=new_once())
    hidden = reply(topic, by=by, body="Words that were hidden.", once=new_once())
    type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=hidden.created_at)
    hidden.refresh_from_db()
    file = upload(ContentFile(drawn(width=40, height=40, boxes=["1"], arrows=[]), "a.png"), by=by, name="a.png")
    attach(file, to=post, by=by)
    StoredFile.objects.filter(pk=file.pk).update(state="waiting", finding="unscannable")
    file.refresh_from_db()
    said = {"language": "fr", "body": "Des mots.", "once": new_once(), "of_digest": post.digest}
    return {"board": board, "audience": board.audience, "topic": topic, "post": post, "thing": post, "hidden": hidden,
            "into": topic, "file": file, "translation": translate_post(post, by=by, **said), "kind": "announcement",
            **_waiting(topic, hidden, by)}  # fmt: skip


def _waiting(topic, hidden, by):
    """What others than its maker are to decide, in a topic."""
    held, unsigned = (reply(topic, by=by, body=f"{what} words.", once=new_once()) for what in ("Held", "Unsigned"))
    type(held).objects.filter(pk=held.pk).update(held_at=held.created_at, number=None)
    type(unsigned).objects.filter(pk=unsigned.pk).update(author=None, attribution=NOBODY)
    for post in (held, unsigned):
        post.refresh_from_db()
    tomorrow = timezone.now() + timedelta(days=1)
    asked = {"post": unsigned, "asked_by": by, "reason": "Words.", "closes_at": tomorrow}
    agreed = {"agreed_by": _person("Second"), "agreed_at": timezone.now()}
    return {
        "held": held,
        "unsigned": unsigned,
        "lifting": Lifting.objects.create(**asked),
        "opened": Lifting.objects.create(**asked, **agreed),
        "move": Move.objects.create(topic=topic, board=topic.board, asked_by=by),
        "deletion": Deletion.objects.create(key=key_of(hidden), reason="Words.", by=by, due_at=tomorrow),
    }


def _invited(by):
    """An institution, an invitation to somebody who works there; the way back of this person, who lost everything, and
    a message to them."""
    institution, tomorrow = Institution.objects.create(kind="court"), timezone.now() + timedelta(days=1)
    address = f"{new_once()[:8].lower()}@samples.example"
    asked = {"email": address, "institution": institution, "invited_by": by, "expires_at": tomorrow}
    way_back = RecoveryRequest.objects.filter(user=by).first() or RecoveryRequest.objects.create(
        user=by, closes_at=tomorrow
    )
    return {
        "institution": institution,
        "invitation": Invitation.objects.create(**asked),
        "request": way_back,
        "other": by,
        **_talk(by),
        **_conduct(by),
    }


def _conduct(person):
    """What moderators and stewards have done about this person."""
    now, steward = timezone.now(), _person("Steward")
    said = {"reason": "Words.", "by": steward, "until": now + timedelta(days=1), "appeal": "Words.", "appealed_at": now}
    return {
        "warning": Sanction.WARNING,
        "suspension": Sanction.SUSPENSION,
        "sanction": Sanction.objects.create(user=person, kind=Sanction.WARNING, **said),
        "note": _note(person, steward),
        "hold": Hold.objects.create(key=key_of(_person("Held")), reason="Words.", by=steward),
    }


def _note(about, by):
    return MemberNote.objects.create(about=about, by=by, text="Words.", once=new_once())


def _talk(to):
    """What somebody wrote to this person privately."""
    message = start_conversation([to], by=_person("Sender"), body="Words.", once=new_once())
    return {"message": message, "conversation": message.conversation, "people": [_person("Third")]}


def _lesson(by, place):
    return write_lesson(
        by=by, language="en", audience=place, fields={"title": "A lesson", "summary": "It.", "author": by}
    )


def _pages(lesson):
    return {"page": lesson, "lesson": lesson, "section": lesson.get_parent()}
